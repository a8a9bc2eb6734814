package io.plinth.platform.jobs;

import io.plinth.platform.paging.Listing;
import io.plinth.platform.paging.Page;
import io.plinth.platform.paging.PageRequest;
import io.plinth.platform.paging.PageTokens;
import io.plinth.platform.paging.Where;
import io.plinth.platform.persistence.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The job table as people see it, and what happened to each job. */
@ApplicationScoped
public class JobHistoryRepository {
  private static final Listing<JobView> LISTING =
      Listing.of(
              JobView.class, "jobs j left join users u on u.id = j.user_id", "j.id", "-createdAt")
          .field("id", "j.id")
          .field("version", "j.version")
          .field("kind", "j.kind")
          .field("status", "j.status")
          .field("priority", "j.priority")
          .field("attempts", "j.attempts")
          .field("maxAttempts", "j.max_attempts")
          .field("cancelRequested", "j.cancel_requested")
          .field("done", "j.done")
          .field("total", "j.total")
          .field("unit", "j.unit")
          .field("remainingSeconds", "j.remaining_seconds")
          .field("error", "j.error")
          .field("userId", "j.user_id")
          .field("userName", "u.display_name")
          .field("createdAt", "j.created_at")
          .field("runAt", "j.run_at")
          .field("startedAt", "j.started_at")
          .field("finishedAt", "j.finished_at")
          .sort("createdAt", "j.created_at", "timestamptz");
  static final Set<String> FIELDS = LISTING.fieldNames();
  private static final int MOST_EVENTS = 100;
  private Transactions tx;
  private PageTokens tokens;

  protected JobHistoryRepository() {}

  @Inject
  public JobHistoryRepository(Transactions tx, PageTokens tokens) {
    this.tx = tx;
    this.tokens = tokens;
  }

  /** {@code owner}: whose alone; null: everybody's. */
  Page<JobView> list(JobFilter filter, Long owner, PageRequest page) {
    return LISTING.page(tx, tokens, where(filter, owner), page);
  }

  void forEach(JobFilter filter, Long owner, PageRequest page, Consumer<JobView> consumer) {
    LISTING.forEach(tx, where(filter, owner), page, consumer);
  }

  private static Where where(JobFilter filter, Long owner) {
    return new Where()
        .and("j.id = any(:ids)", "ids", filter.id())
        .and("j.kind = any(:kinds)", "kinds", filter.kind())
        .and("j.status = any(:status)", "status", filter.status())
        .and("j.user_id = :user", "user", filter.userId())
        .and("j.user_id = :owner", "owner", owner);
  }

  Optional<JobView> find(long id, Long owner) {
    Where where = new Where().and("j.id = :id", "id", id).and("j.user_id = :owner", "owner", owner);
    return LISTING.first(tx, where, PageRequest.first(1)).stream().findFirst();
  }

  /** Those that are not over yet, and dead letters, from their partial indexes. */
  OpenJobs countOpen(Long owner) {
    return tx.sql(
            """
            select count(*) filter (where status = 'QUEUED') as queued,
                   count(*) filter (where status = 'RUNNING') as running,
                   count(*) filter (where status = 'FAILED') as dead
            from jobs
            where status in ('QUEUED', 'RUNNING', 'FAILED')
              and (cast(:owner as bigint) is null or user_id = :owner)
            """)
        .with("owner", owner)
        .find(OpenJobs.class)
        .orElseThrow();
  }

  /**
   * What happened to jobs, each since one of its events, in order: one statement whatever the
   * number of jobs. A job that is gone has one event without a number.
   */
  List<JobEvent> listEvents(Map<Long, Long> since) {
    return tx.sql(
            """
            select w.job as job_id, e.seq, e.kind, e.status, e.attempts, e.cancel_requested,
                   e.done, e.total, e.unit, e.remaining_seconds, e.error, e.at
            from unnest(cast(:jobs as bigint[]), cast(:since as bigint[])) w(job, since)
            left join jobs j on j.id = w.job
            left join lateral (
              select * from job_events e where e.job_id = w.job and e.seq > w.since
              order by e.seq limit :most) e on true
            where e.seq is not null or j.id is null
            order by w.job, e.seq
            """)
        .with("jobs", List.copyOf(since.keySet()))
        .with("since", List.copyOf(since.values()))
        .with("most", MOST_EVENTS)
        .list(JobEvent.class);
  }

  /** Deletes some of what has ended well before; how many. */
  int deleteEnded(Duration retention, int most) {
    return tx.sql(
            """
            delete from jobs where id in (
              select id from jobs
              where finished_at < now() - make_interval(secs => :age)
                and status in ('COMPLETED', 'CANCELLED')
              order by finished_at limit :most for update skip locked)
            """)
        .with("age", (double) retention.toSeconds())
        .with("most", most)
        .update();
  }

  /** Some dead letters of before. */
  List<Long> listDead(Duration retention, int most) {
    return tx.sql(
            """
            select id from jobs
            where finished_at < now() - make_interval(secs => :age) and status = 'FAILED'
            order by finished_at limit :most
            """)
        .with("age", (double) retention.toSeconds())
        .with("most", most)
        .list(row -> row.getLong(1));
  }
}
