package io.plinth.clients.client;

/** Where a client stands. A prospect is a client too. */
public enum ClientStatus {
  PROSPECT,
  ACTIVE,
  PAUSED,
  FORMER,
  DEAD
}
