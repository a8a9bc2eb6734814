package io.plinth.platform.jobs;

import io.plinth.platform.persistence.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;

/** The job table: a queue by {@code for update skip locked}, leases against dead nodes. */
@ApplicationScoped
public class JobRepository {
  private Transactions tx;

  protected JobRepository() {}

  @Inject
  public JobRepository(Transactions tx) {
    this.tx = tx;
  }

  record Claimed(
      long id, String kind, String payload, int attempts, int maxAttempts, String error) {}

  long save(String kind, String payload) {
    return tx.sql("insert into jobs (kind, payload) values (:kind, :payload) returning id")
        .with("kind", kind)
        .with("payload", payload)
        .number();
  }

  /** Takes the next job that is due, or one whose node has gone. */
  Optional<Claimed> claim(String owner, Duration lease) {
    return tx.sql(
            """
            update jobs set status = 'RUNNING', attempts = attempts + 1, lease_owner = :owner,
                   lease_until = now() + make_interval(secs => :lease)
            where id = (
              select id from jobs
              where (status = 'QUEUED' and run_at <= now())
                 or (status = 'RUNNING' and lease_until < now())
              order by priority desc, run_at, id
              limit 1 for update skip locked)
            returning id, kind, payload, attempts, max_attempts, error
            """)
        .with("owner", owner)
        .with("lease", (double) lease.toSeconds())
        .find(Claimed.class);
  }

  void extend(long id, String owner, Duration lease) {
    tx.sql(
            """
            update jobs set lease_until = now() + make_interval(secs => :lease)
            where id = :id and lease_owner = :owner and status = 'RUNNING'
            """)
        .with("id", id)
        .with("owner", owner)
        .with("lease", (double) lease.toSeconds())
        .update();
  }

  void finish(long id, String owner, String status, String error) {
    tx.sql(
            """
            update jobs set status = :status, error = :error, finished_at = now(),
                   lease_owner = null, lease_until = null
            where id = :id and lease_owner = :owner
            """)
        .with("id", id)
        .with("owner", owner)
        .with("status", status)
        .with("error", error)
        .update();
  }

  void retry(long id, String owner, String error, Duration delay) {
    tx.sql(
            """
            update jobs set status = 'QUEUED', error = :error, lease_owner = null,
                   lease_until = null, run_at = now() + make_interval(secs => :delay)
            where id = :id and lease_owner = :owner
            """)
        .with("id", id)
        .with("owner", owner)
        .with("error", error)
        .with("delay", delay.toMillis() / 1000.0)
        .update();
  }

  /** Gives back what this node holds, at shutdown: another may go on at once. */
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

  /** True: cancelled before it began. False: it is running, and told to stop; or has ended. */
  boolean cancel(long id) {
    tx.sql("update jobs set cancel_requested = true where id = :id").with("id", id).update();
    return tx.sql(
                """
                update jobs set status = 'CANCELLED', finished_at = now()
                where id = :id and status = 'QUEUED'
                """)
            .with("id", id)
            .update()
        > 0;
  }
}
