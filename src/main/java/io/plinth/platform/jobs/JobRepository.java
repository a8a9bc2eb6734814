package io.plinth.platform.jobs;

import io.plinth.platform.persistence.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The job table as a queue: {@code for update skip locked}, leases against dead nodes. All times
 * are the database's: the clocks of nodes do not matter. Should the database's own clock be set
 * back, what would then be due much later than can be is due now.
 */
@ApplicationScoped
public class JobRepository {
  private static final String BY_PRIORITY = "priority desc, run_at, id";
  private static final String BY_AGE = "run_at, id";

  /** First what a dead node has left, then what is queued; each from an index of its own. */
  private static final String CLAIM =
      """
      update jobs set status = 'RUNNING', attempts = attempts + 1, lease_owner = :owner,
             lease_until = now() + make_interval(secs => :lease)
      where id = coalesce(
        (select id from jobs
         where status = 'RUNNING'
           and (lease_until < now() or lease_until > now() + 4 * make_interval(secs => :lease))
         order by lease_until, id limit 1 for update skip locked),
        (select id from jobs
         where status = 'QUEUED'
           and (run_at <= now() or run_at > now() + 2 * make_interval(secs => :longest))
         order by %s limit 1 for update skip locked))
      returning id, kind, payload, attempts, max_attempts, error
      """;

  private Transactions tx;

  protected JobRepository() {}

  @Inject
  public JobRepository(Transactions tx) {
    this.tx = tx;
  }

  record Claimed(
      long id, String kind, String payload, int attempts, int maxAttempts, String error) {}

  /** A job that is left to its handler. */
  record Left(String kind, String payload, JobStatus status) {}

  long save(String kind, String payload, int priority, Long userId) {
    return tx.sql(
            """
            insert into jobs (kind, payload, priority, user_id)
            values (:kind, :payload, :priority, :user) returning id
            """)
        .with("kind", kind)
        .with("payload", payload)
        .with("priority", priority)
        .with("user", userId)
        .number();
  }

  /**
   * Takes a job whose node has gone, or the next that is due: of the highest priority, or else the
   * one that has been due for longest.
   *
   * @param owner names this one claim, and no other of the same node
   */
  Optional<Claimed> claim(String owner, Duration lease, boolean oldest) {
    return tx.sql(CLAIM.formatted(oldest ? BY_AGE : BY_PRIORITY))
        .with("owner", owner)
        .with("lease", seconds(lease))
        .with("longest", seconds(Backoff.LONGEST))
        .find(Claimed.class);
  }

  /** Passes by a job that a transaction holds: that one sees to the lease itself. */
  void extend(long id, String owner, Duration lease) {
    tx.sql(
            """
            update jobs set lease_until = clock_timestamp() + make_interval(secs => :lease)
            where id = (select id from jobs
                        where id = :id and lease_owner = :owner and status = 'RUNNING'
                        for update skip locked)
            """)
        .with("id", id)
        .with("owner", owner)
        .with("lease", seconds(lease))
        .update();
  }

  /**
   * Holds the job until the transaction ends, with its progress where that is not null; whether it
   * is to go on. Empty: it was taken over. A lease that ran out is as good as any while nobody has
   * done that.
   */
  Optional<Boolean> confirm(long id, String owner, Duration lease, JobProgress progress) {
    return tx.sql(
            """
            update jobs set lease_until = clock_timestamp() + make_interval(secs => :lease),
                   done = coalesce(cast(:done as bigint), done),
                   total = coalesce(cast(:total as bigint), total),
                   unit = coalesce(:unit, unit)
            where id = :id and lease_owner = :owner and status = 'RUNNING'
            returning not cancel_requested
            """)
        .with("id", id)
        .with("owner", owner)
        .with("lease", seconds(lease))
        .with("done", progress == null ? null : progress.done())
        .with("total", progress == null ? null : progress.total())
        .with("unit", progress == null ? null : progress.unit())
        .find(row -> row.getBoolean(1));
  }

  /** Has {@code renewal} told before the commit when each confirmation was, in nanoseconds. */
  void confirmed(Consumer<List<Long>> renewal) {
    tx.beforeCommit(System.nanoTime(), renewal);
  }

  /** False: it was taken over, and nothing is changed. */
  boolean finish(long id, String owner, JobStatus status) {
    return tx.sql(
                """
                update jobs set status = :status, error = null, finished_at = now(),
                       lease_owner = null, lease_until = null
                where id = :id and lease_owner = :owner and status = 'RUNNING'
                """)
            .with("id", id)
            .with("owner", owner)
            .with("status", status)
            .update()
        > 0;
  }

  /**
   * Notes a failure: the job is tried again after {@code delay}, unless it was to be cancelled, or
   * all its attempts are used up. Empty: the lease was lost.
   */
  Optional<JobStatus> fail(long id, String owner, String error, Duration delay) {
    return tx.sql(
            """
            update jobs set error = :error, lease_owner = null, lease_until = null,
                   run_at = now() + make_interval(secs => :delay),
                   status = case when cancel_requested then 'CANCELLED'
                                 when attempts >= max_attempts then 'FAILED' else 'QUEUED' end,
                   finished_at = case when cancel_requested or attempts >= max_attempts
                                      then now() end
            where id = :id and lease_owner = :owner and status = 'RUNNING'
            returning status
            """)
        .with("id", id)
        .with("owner", owner)
        .with("error", error)
        .with("delay", delay.toMillis() / 1000.0)
        .find(row -> JobStatus.valueOf(row.getString(1)));
  }

  /** Gives back a job at shutdown: another node may go on at once. */
  void release(String owner) {
    tx.sql(
            """
            update jobs set status = 'QUEUED', lease_owner = null, lease_until = null,
                   attempts = attempts - 1
            where lease_owner = :owner and status = 'RUNNING'
            """)
        .with("owner", owner)
        .update();
  }

  /** Ends a job that waits, tells one that runs to stop. Empty: it has ended already. */
  Optional<Left> cancel(long id) {
    return tx.sql(
            """
            update jobs set cancel_requested = true,
                   status = case when status = 'QUEUED' then 'CANCELLED' else status end,
                   finished_at = case when status = 'QUEUED' then now() end
            where id = :id and status in ('QUEUED', 'RUNNING')
            returning kind, payload, status
            """)
        .with("id", id)
        .find(Left.class);
  }

  /** Queues a dead letter anew, with all its attempts. Empty: it is none. */
  Optional<Left> revive(long id) {
    return tx.sql(
            """
            update jobs set status = 'QUEUED', attempts = 0, run_at = now(), finished_at = null,
                   cancel_requested = false
            where id = :id and status = 'FAILED'
            returning kind, payload, status
            """)
        .with("id", id)
        .find(Left.class);
  }

  /** Deletes a job that has ended. Empty: it has not. */
  Optional<Left> delete(long id) {
    return tx.sql(
            """
            delete from jobs where id = :id and status in ('COMPLETED', 'FAILED', 'CANCELLED')
            returning kind, payload, status
            """)
        .with("id", id)
        .find(Left.class);
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }
}
