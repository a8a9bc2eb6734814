package io.plinth.platform.jobs;

/** Where a job stands. FAILED: a dead letter, which waits to be tried again or discarded. */
public enum JobStatus {
  QUEUED,
  RUNNING,
  COMPLETED,
  FAILED,
  CANCELLED;

  public boolean hasEnded() {
    return this == COMPLETED || this == FAILED || this == CANCELLED;
  }
}
