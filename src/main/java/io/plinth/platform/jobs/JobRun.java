package io.plinth.platform.jobs;

import io.plinth.platform.persistence.Transactions;

/** A job while it runs on this node. */
public final class JobRun {
  private final long id;
  private final String payload;
  private final String owner;
  private final Transactions tx;
  private boolean cancelled;

  JobRun(long id, String payload, String owner, Transactions tx) {
    this.id = id;
    this.payload = payload;
    this.owner = owner;
    this.tx = tx;
  }

  public long id() {
    return id;
  }

  public String payload() {
    return payload;
  }

  /**
   * Within a transaction: makes sure that this node still holds the job, and that nobody takes it
   * before commit.
   *
   * @return false where the job is to be cancelled
   */
  public boolean confirm() {
    boolean wanted =
        tx.sql(
                """
            select cancel_requested from jobs
            where id = :id and lease_owner = :owner and status = 'RUNNING' for update
            """)
            .with("id", id)
            .with("owner", owner)
            .find(row -> !row.getBoolean(1))
            .orElseThrow(() -> new LostLease(id));
    cancelled = !wanted;
    return wanted;
  }

  /** Whether the handler has been told that the job is to be cancelled. */
  boolean isCancelled() {
    return cancelled;
  }

  /** Another node has taken the job over; whatever this one still does is rolled back. */
  public static final class LostLease extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LostLease(long id) {
      super("Job " + id + " has been taken over by another node");
    }
  }
}
