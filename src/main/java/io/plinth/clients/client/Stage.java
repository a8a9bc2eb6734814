package io.plinth.clients.client;

/** The stages of the pipeline, in order; the last two end it. */
public enum Stage {
  NEW,
  CONTACTED,
  PROPOSAL,
  NEGOTIATION,
  WON,
  LOST
}
