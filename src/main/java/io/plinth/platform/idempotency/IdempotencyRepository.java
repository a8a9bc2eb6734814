package io.plinth.platform.idempotency;

import io.plinth.platform.idempotency.Attempt.Answer;
import io.plinth.platform.persistence.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;

/** What requests with a key were answered. */
@ApplicationScoped
public class IdempotencyRepository {
  private Transactions tx;

  protected IdempotencyRepository() {}

  @Inject
  public IdempotencyRepository(Transactions tx) {
    this.tx = tx;
  }

  /**
   * What is known about a key.
   *
   * @param first whether nobody else is at work with it
   * @param request of the answer that is kept; null where there is none
   */
  record Known(boolean first, byte[] request, byte[] scope, Answer answer) {}

  /**
   * Takes the key until the transaction ends, where nobody else has it, and looks for an answer.
   * The answer of somebody who ended in between is not seen here: {@link #save} then fails.
   */
  Known take(Attempt attempt, Duration keep) {
    return tx.sql(
            """
            select pg_try_advisory_xact_lock(:lock), k.request, k.scope, k.status, k.location,
                   k.version, k.body
            from (values (1)) one(n)
            left join idempotency_keys k
              on k.id = :id and k.created_at > now() - make_interval(secs => :keep)
            """)
        .with("lock", attempt.lock())
        .with("id", attempt.id())
        .with("keep", (double) keep.toSeconds())
        .find(IdempotencyRepository::known)
        .orElseThrow();
  }

  private static Known known(ResultSet row) throws SQLException {
    byte[] request = row.getBytes(2);
    Answer answer =
        request == null
            ? null
            : new Answer(
                row.getInt(4), row.getString(5), row.getObject(6, Long.class), row.getString(7));
    return new Known(row.getBoolean(1), request, row.getBytes(3), answer);
  }

  /** False: somebody else's answer has been kept meanwhile. */
  boolean save(Attempt attempt, Duration keep) {
    Answer answer = attempt.answer();
    return tx.sql(
                """
                insert into idempotency_keys
                  (id, user_id, request, scope, status, location, version, body)
                values (:id, :user, :request, :scope, :status, :location,
                  cast(:version as bigint), :body)
                on conflict (id) do update set request = excluded.request,
                  scope = excluded.scope, status = excluded.status, location = excluded.location,
                  version = excluded.version, body = excluded.body,
                  created_at = excluded.created_at
                where idempotency_keys.created_at <= now() - make_interval(secs => :keep)
                """)
            .with("id", attempt.id())
            .with("user", attempt.userId())
            .with("request", attempt.request())
            .with("scope", attempt.scope())
            .with("status", answer.status())
            .with("location", answer.location())
            .with("version", answer.version())
            .with("body", answer.body())
            .with("keep", (double) keep.toSeconds())
            .update()
        > 0;
  }

  /** Deletes some of what is past its time; how many. */
  int deleteExpired(Duration keep, int most) {
    return tx.sql(
            """
            delete from idempotency_keys where id in (
              select id from idempotency_keys
              where created_at <= now() - make_interval(secs => :keep)
              order by created_at limit :most for update skip locked)
            """)
        .with("keep", (double) keep.toSeconds())
        .with("most", most)
        .update();
  }
}
