package io.plinth.platform.jobs;

import java.time.Duration;

/** A job while it runs on this node. */
public final class JobRun {
  static final Duration LEASE = Duration.ofSeconds(15);
  private final long id;
  private final String payload;
  private final String owner;
  private final JobRepository repository;
  private boolean cancelled;

  JobRun(long id, String payload, String owner, JobRepository repository) {
    this.id = id;
    this.payload = payload;
    this.owner = owner;
    this.repository = repository;
  }

  public long id() {
    return id;
  }

  public String payload() {
    return payload;
  }

  /** As {@link #confirm(JobProgress)}, where there is no progress. */
  public boolean confirm() {
    return confirm(null);
  }

  /**
   * Within a transaction: makes sure that this node still holds the job, and that nobody takes it
   * before commit. The progress becomes visible with what else the transaction does.
   *
   * @return false where the job is to be cancelled
   */
  public boolean confirm(JobProgress progress) {
    boolean wanted =
        repository.confirm(id, owner, LEASE, progress).orElseThrow(() -> new LostLease(id));
    cancelled = !wanted;
    return wanted;
  }

  /** Whether the handler has been told that the job is to be cancelled. */
  boolean isCancelled() {
    return cancelled;
  }

  /** The lease ran out, or another has the job; whatever this one still does is rolled back. */
  public static final class LostLease extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LostLease(long id) {
      super("The lease of job " + id + " ran out; whoever takes it over goes on");
    }
  }
}
