package io.plinth.clients.importer;

/** Where an import stands. UPLOADED: the page waits for its mapping to be confirmed. */
public enum ImportStatus {
  UPLOADED,
  QUEUED,
  RUNNING,
  COMPLETED,
  FAILED,
  CANCELLED;

  boolean hasEnded() {
    return this == COMPLETED || this == FAILED || this == CANCELLED;
  }
}
