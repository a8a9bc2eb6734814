package io.plinth.platform.jobs;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** A job while it runs on this node. */
public final class JobRun {
  private final Consumer<List<Long>> renewal = this::renew;
  private final long id;
  private final String payload;
  private final String owner;
  private final Duration lease;
  private final JobRepository repository;
  private boolean cancelled;

  JobRun(long id, String payload, String owner, Duration lease, JobRepository repository) {
    this.id = id;
    this.payload = payload;
    this.owner = owner;
    this.lease = lease;
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
   * Within a transaction, which may take its time: makes sure that this node still holds the job,
   * and that nobody takes it before commit. The progress becomes visible with what else the
   * transaction does.
   *
   * @return false where the job is to be cancelled
   */
  public boolean confirm(JobProgress progress) {
    boolean wanted =
        repository.confirm(id, owner, lease, progress).orElseThrow(() -> new LostLease(id));
    repository.confirmed(renewal);
    cancelled = !wanted;
    return wanted;
  }

  /** While the transaction held the job, no heartbeat could: it shall not commit a lease as old. */
  private void renew(List<Long> confirmed) {
    long last = confirmed.get(confirmed.size() - 1);
    if (System.nanoTime() - last > lease.toNanos() / 5) {
      repository.extend(id, owner, lease);
    }
  }

  /** Whether the handler has been told that the job is to be cancelled. */
  boolean isCancelled() {
    return cancelled;
  }

  /** Another has taken the job over; whatever this one still does is rolled back. */
  public static final class LostLease extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LostLease(long id) {
      super("The lease of job " + id + " ran out; whoever took it over goes on");
    }
  }
}
