package io.plinth.platform.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.plinth.platform.start.Started;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Events that wait: in batches, for the database, for room; and none is lost. */
@Timeout(60)
class AuditQueueIT {
  private AuditDatabase trail;

  @BeforeEach
  void open() {
    trail = new AuditDatabase("audit_queue", Map.of("plinth.audit.queue", "150"));
  }

  @AfterEach
  void close() throws InterruptedException {
    trail.queue.stop(new Object());
    trail.close();
  }

  private void happen(int count) {
    for (int i = 0; i < count; i++) {
      trail.audit.happened("boats:look", AuditOutcome.REFUSED, null, Map.of("number", i));
    }
  }

  private long stored() {
    return trail.database.number("select count(*) from audit_events");
  }

  /** Events by transaction, in order: each batch is one. */
  private List<String> batches() {
    return List.of(
        trail
            .database
            .text(
                """
                select coalesce(string_agg(n::text, ' ' order by xid), '') from (
                  select xid, count(*) as n from audit_events group by xid) b
                """)
            .split(" "));
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  @Test
  void hundredAreStoredAtOnceAndTheRestAfterFiveSeconds() {
    happen(130);
    long start = System.nanoTime();
    trail.queue.start(new Started());
    await(() -> stored() >= 100);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
    assertThat(stored()).isEqualTo(100);
    assertThat(trail.queue.depth()).isEqualTo(30);
    assertThat(trail.queue.lag()).isPositive();
    await(() -> stored() == 130);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofSeconds(4));
    await(() -> trail.queue.depth() == 0);
    assertThat(trail.queue.lag()).isZero();
    assertThat(batches()).containsExactly("100", "30");
  }

  @Test
  void whoeverAddsToAFullQueueWaitsAndNothingIsDropped() throws InterruptedException {
    Thread adder = new Thread(() -> happen(400));
    adder.start();
    await(() -> trail.queue.depth() == 150);
    adder.join(500);
    assertThat(adder.isAlive()).as("still waits").isTrue();
    assertThat(trail.queue.depth()).as("bounded").isEqualTo(150);
    adder.interrupt();
    trail.queue.start(new Started());
    adder.join(20_000);
    assertThat(adder.isAlive()).isFalse();
    trail.queue.stop(new Object());
    assertThat(stored()).isEqualTo(400);
    assertThat(batches()).contains("100");
    assertThat(trail.database.number("select count(distinct after->>'number') from audit_events"))
        .isEqualTo(400);
  }

  @Test
  void stopStoresWhatIsLeftAtOnce() throws InterruptedException {
    trail.queue.start(new Started());
    happen(7);
    long start = System.nanoTime();
    trail.queue.stop(new Object());
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
    assertThat(stored()).isEqualTo(7);
    happen(1);
    assertThat(stored()).as("after the end, without the queue").isEqualTo(8);
  }

  @Test
  void eventsWaitForADatabaseThatIsAway() throws InterruptedException {
    trail.database.execute("alter table audit_events rename to audit_events_away");
    trail.queue.start(new Started());
    happen(120);
    LockSupport.parkNanos(Duration.ofMillis(2_500).toNanos());
    assertThat(trail.queue.depth()).isEqualTo(120);
    trail.database.execute("alter table audit_events_away rename to audit_events");
    await(() -> stored() >= 100);
    trail.queue.stop(new Object());
    assertThat(stored()).isEqualTo(120);
    assertThat(trail.queue.depth()).isZero();
  }

  @Test
  void valueThatTheDatabaseRefusesDoesNotHoldUpTheOthers() throws InterruptedException {
    trail.database.execute(
        """
        create function planted() returns trigger language plpgsql as $$ begin
          if new.after->>'number' = '3' then
            raise exception 'planted' using errcode = '22P05';
          end if;
          return new;
        end $$
        """,
        "create trigger planted before insert on audit_events"
            + " for each row execute function planted()");
    happen(5);
    trail.queue.start(new Started());
    trail.queue.stop(new Object());
    assertThat(stored()).isEqualTo(5);
    assertThat(trail.database.number("select count(*) from audit_events where after is null"))
        .isEqualTo(1);
    assertThat(trail.verify().finding()).isNull();
  }

  @Test
  void signInsTellWhoAndHowItEnded() throws InterruptedException {
    trail.queue.start(new Started());
    trail.audit.signIn(4L, "ada");
    trail.audit.signIn(null, "a\0da");
    trail.audit.signOut();
    trail.queue.stop(new Object());
    assertThat(
            trail.database.text(
                """
                select string_agg(concat_ws(' ', action, outcome, user_id, user_name), ', '
                    order by id)
                from audit_events
                """))
        .isEqualTo("sessions:create SUCCESS 4 ada, sessions:create FAILURE a\uFFFDda");
  }
}
