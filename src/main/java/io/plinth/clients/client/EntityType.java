package io.plinth.clients.client;

/** A client's legal form. */
public enum EntityType {
  LLC,
  S_CORP,
  C_CORP,
  PARTNERSHIP,
  SOLE_PROPRIETORSHIP,
  UNKNOWN
}
