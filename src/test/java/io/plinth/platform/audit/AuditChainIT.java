package io.plinth.platform.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plinth.platform.settings.SettingsException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The chain: complete whoever commits when, and broken by whatever is done to the events. */
@Timeout(120)
class AuditChainIT {
  private AuditDatabase trail;
  private AuditChain chain;

  @BeforeEach
  void open() {
    trail = new AuditDatabase("audit_chain", Map.of());
    chain = trail.chain();
  }

  @AfterEach
  void close() {
    trail.close();
  }

  private void events(int count) {
    for (int i = 1; i <= count; i++) {
      trail.event("boats:sail", i);
    }
  }

  private long number(String sql) {
    return trail.database.number(sql);
  }

  private void extendAll() {
    while (chain.extend() > 0) {
      assertThat(number("select count(*) from audit_chain")).isPositive();
    }
  }

  @Test
  void emptyTrailIsIntact() {
    assertThat(trail.verify().intact()).isTrue();
    assertThat(chain.extend()).isZero();
    assertThat(trail.verify().events()).isZero();
  }

  @Test
  void everyEventIsChainedOnceInOrder() {
    events(20);
    assertThat(trail.verify()).matches(AuditVerification::intact).matches(v -> v.unchained() == 20);
    assertThat(chain.extend()).isEqualTo(20);
    assertThat(chain.extend()).isZero();
    events(5);
    assertThat(chain.extend()).isEqualTo(5);
    AuditVerification found = trail.verify();
    assertThat(found.finding()).isNull();
    assertThat(found.events()).isEqualTo(25);
    assertThat(found.unchained()).isZero();
    assertThat(found.end()).isEqualTo(chain.seen().orElseThrow().toString());
    assertThat(
            number(
                """
                select count(*) from audit_chain c join audit_chain d on d.seq = c.seq + 1
                where d.event_id <= c.event_id
                """))
        .isZero();
  }

  @Test
  void moreThanOneBatchIsChained() {
    trail.tx.write(
        () -> {
          for (long i = 0; i < 2 * AuditChain.BATCH + 7; i++) {
            trail.audit.did("boats:sail", i + 1, Map.of());
          }
          return null;
        });
    assertThat(chain.extend()).isEqualTo(AuditChain.BATCH);
    events(3);
    assertThat(chain.extend()).isEqualTo(AuditChain.BATCH);
    assertThat(chain.extend()).isEqualTo(10);
    assertThat(trail.verify().finding()).isNull();
    assertThat(trail.verify().unchained()).isZero();
  }

  /** The earlier id commits later: the chain must neither forget it nor take it twice. */
  @Test
  void eventThatCommitsLateIsChainedToo() throws SQLException {
    try (Connection late = trail.database.connect();
        Statement statement = late.createStatement()) {
      late.setAutoCommit(false);
      statement.execute("select pg_current_xact_id()");
      events(5);
      assertThat(chain.extend()).as("nothing that an older transaction could precede").isZero();
      late.commit();
      assertThat(chain.extend()).isEqualTo(5);
    }
    Thread slow =
        new Thread(
            () ->
                trail.tx.write(
                    () -> {
                      trail.tx.sql("select pg_current_xact_id()").find(r -> r);
                      LockSupport.parkNanos(800_000_000L);
                      trail.audit.did("boats:moor", 99L, Map.of());
                      return null;
                    }));
    slow.start();
    LockSupport.parkNanos(300_000_000L);
    events(3);
    extendAll();
    join(slow);
    extendAll();
    assertThat(number("select count(*) from audit_chain")).isEqualTo(9);
    assertThat(trail.verify().finding()).isNull();
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void manyWritersAndTwoNodesThatChainMeetInOneChain() throws Exception {
    AuditChain other = trail.chain();
    AtomicBoolean done = new AtomicBoolean();
    ExecutorService threads = Executors.newFixedThreadPool(6);
    List<Future<?>> writers = new ArrayList<>();
    for (int w = 0; w < 4; w++) {
      writers.add(threads.submit(() -> write(150)));
    }
    Future<?> one = threads.submit(() -> extendUntil(chain, done));
    Future<?> two = threads.submit(() -> extendUntil(other, done));
    for (Future<?> writer : writers) {
      writer.get();
    }
    done.set(true);
    one.get();
    two.get();
    threads.shutdown();
    extendAll();
    long events = number("select count(*) from audit_events");
    assertThat(events).isGreaterThan(500);
    assertThat(number("select count(*) from audit_chain")).isEqualTo(events);
    assertThat(number("select count(distinct event_id) from audit_chain")).isEqualTo(events);
    assertThat(number("select max(seq) from audit_chain")).isEqualTo(events);
    assertThat(trail.verify().finding()).isNull();
  }

  /** Some roll back, some take their time between their id and their commit. */
  private void write(int transactions) {
    for (int i = 0; i < transactions; i++) {
      boolean fails = i % 10 == 9;
      try {
        trail.tx.write(
            () -> {
              trail.tx.sql("select pg_current_xact_id()").find(r -> r);
              LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(3_000_000));
              trail.audit.did("boats:sail", 1L, Map.of());
              trail.tx.sql("select nextval('audit_events_seq')").number();
              if (fails) {
                throw new UnsupportedOperationException();
              }
              return null;
            });
      } catch (UnsupportedOperationException e) {
        assertThat(fails).isTrue();
      }
    }
  }

  private static void extendUntil(AuditChain chain, AtomicBoolean done) {
    while (!done.get()) {
      chain.extend();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          update audit_events set action = 'boats:sink' where target_id = 4 | has been changed | 4
          update audit_events set at = at + interval '1 s' where target_id = 4 | deleted | 4
          update audit_events set after = '{"number": 5}' where target_id = 4 | has been changed | 4
          update audit_events set outcome = 'REFUSED' where target_id = 4 | has been changed | 4
          update audit_events set user_id = 1 where target_id = 4 | has been changed | 4
          update audit_events set seal = (select seal from audit_events where target_id = 5) where target_id = 4 | has been changed | 4
          delete from audit_events where target_id = 4 | has been deleted | 4
          delete from audit_events where target_id >= 4 | has been deleted | 4
          delete from audit_chain where event_id = 4 | is missing |
          update audit_chain set event_at = event_at + interval '1 s' where event_id = 4 | Link 4 of the chain has been changed | 4
          update audit_chain set hash = decode(repeat('00', 32), 'hex') where event_id = 4 | Link 4 of the chain has been changed | 4
          insert into audit_events (at, action, outcome, seal) values (now(), 'boats:sail', 'SUCCESS', '') | not made by Plinth | 7
          insert into audit_events (id, at, action, target_type, target_id, after, outcome, seal) select 7, at, action, target_type, target_id, after, outcome, seal from audit_events where id = 4 | inserted past the chain | 7
          delete from audit_chain where seq = 6 | The chain ends at 5 and not at 6 |
          update audit_head set seq = 5, hash = (select hash from audit_chain where seq = 5) | not signed |
          update audit_head set signature = null | not signed |
          delete from audit_head | end of the chain is missing |
          insert into audit_checkpoints (before, seq, hash, signature) select now(), seq, hash, '' from audit_chain where seq = 5 | was not made by Plinth |
          """)
  void tamperingShows(String statement, String finding, Long event) {
    events(6);
    assertThat(chain.extend()).isEqualTo(6);
    assertThat(trail.verify().finding()).as("before").isNull();
    trail.tamper(statement);
    AuditVerification found = trail.verify();
    assertThat(found.intact()).isFalse();
    assertThat(found.finding()).contains(finding);
    assertThat(found.eventId()).isEqualTo(event);
  }

  @Test
  void eventThatIsNotChainedYetCannotBeChangedEither() {
    events(3);
    trail.tamper("update audit_events set action = 'boats:sink' where target_id = 2");
    assertThat(trail.verify().finding()).contains("Event 2");
    extendAll();
    assertThat(trail.verify().finding()).contains("Event 2 has been changed");
  }

  /** All of the end, its signed record put back with it: only a place noted elsewhere tells. */
  @Test
  void endThatIsCutOffShowsAgainstAPlaceThatWasNoted() {
    events(3);
    extendAll();
    String head = trail.database.text("select to_jsonb(h)::text from audit_head h");
    AuditAnchor early = chain.seen().orElseThrow();
    events(3);
    extendAll();
    AuditAnchor noted = chain.seen().orElseThrow();
    trail.tamper(
        "delete from audit_chain where seq > 3",
        "delete from audit_events where id > 3",
        "delete from audit_head",
        "insert into audit_head select * from jsonb_populate_record(null::audit_head, '"
            + head
            + "')");
    assertThat(trail.verify().intact()).as("what it cannot know by itself").isTrue();
    assertThat(trail.verify(early).intact()).isTrue();
    assertThat(trail.verify(noted).finding()).contains("ends at 3, but has been at 6");
    assertThat(trail.verify(new AuditAnchor(3, "0".repeat(64))).finding()).contains("was noted");
  }

  /** Else the chain itself would sign what somebody left of it. */
  @Test
  void chainDoesNotGoOnFromAnEndThatSomebodyPutThere() {
    events(3);
    extendAll();
    String head = trail.database.text("select to_jsonb(h)::text from audit_head h");
    events(3);
    extendAll();
    AuditChain restarted = trail.chain();
    trail.tamper(
        "delete from audit_chain where seq > 3",
        "delete from audit_events where id > 3",
        "update audit_head set seq = 3, hash = (select hash from audit_chain where seq = 3)");
    events(1);
    assertThatThrownBy(restarted::extend).hasMessageContaining("PLINTH_AUDIT_FORMER_SECRETS");
    assertThat(trail.verify().finding()).contains("not signed");
    trail.tamper(
        "delete from audit_head",
        "insert into audit_head select * from jsonb_populate_record(null::audit_head, '"
            + head
            + "')");
    assertThatThrownBy(chain::extend).hasMessageContaining("has been at 6:");
  }

  /** A dump restored to another server: there transactions have lower numbers. */
  @Test
  void chainGoesOnWhereTransactionsAreCountedAnew() {
    events(3);
    extendAll();
    trail.tamper("update audit_head set horizon = '9000000000'");
    events(2);
    assertThat(trail.verify().finding()).isNull();
    extendAll();
    assertThat(number("select count(*) from audit_chain")).isEqualTo(5);
    assertThat(trail.verify().finding()).isNull();
  }

  @Test
  void eventBehindTheHorizonIsFound() {
    events(3);
    trail.tamper("update audit_head set horizon = pg_current_xact_id()");
    assertThat(trail.verify().finding()).contains("Event 1 was inserted past the chain");
  }

  @Test
  void retentionDropsWholeMonthsAndTheRestStaysVerifiable() {
    AuditChain kept = trail.chain("60d");
    trail.eventAt("2026-01-31T23:59:59.999999Z", 1);
    trail.eventAt("2026-02-01T00:00:00Z", 2);
    trail.eventAt("2026-01-15T00:00:00Z", 3);
    trail.eventAt("2026-02-28T23:59:59Z", 4);
    trail.eventAt("2026-03-01T00:00:00Z", 5);
    Instant march = Instant.parse("2026-04-15T00:00:00Z");
    kept.makePartitions(Instant.now());
    assertThat(kept.retain(march)).as("nothing is dropped that is not chained").isZero();
    extendAll();
    assertThat(kept.retain(Instant.parse("2026-02-28T00:00:00Z"))).isZero();
    assertThat(kept.retain(march)).isEqualTo(1);
    assertThat(kept.retain(march)).isZero();
    assertThat(number("select count(*) from audit_events")).isEqualTo(3);
    assertThat(number("select count(*) from audit_chain")).as("3 lies behind 2").isEqualTo(4);
    AuditVerification found = trail.verify();
    assertThat(found.finding()).isNull();
    assertThat(found.keptSince()).isEqualTo("2026-02-01T00:00:00Z");
    assertThat(found.events()).isEqualTo(3);
    events(2);
    extendAll();
    assertThat(kept.retain(Instant.parse("2026-05-20T00:00:00Z"))).isEqualTo(1);
    assertThat(trail.verify().finding()).isNull();
    assertThat(number("select min(seq) from audit_chain")).isEqualTo(5);
    trail.tamper("delete from audit_events where target_id = 5");
    assertThat(trail.verify().finding()).contains("has been deleted");
  }

  @Test
  void checkpointCannotBeTakenAwayOrForged() {
    AuditChain kept = trail.chain("60d");
    trail.eventAt("2026-01-15T00:00:00Z", 1);
    trail.eventAt("2026-05-15T00:00:00Z", 2);
    kept.makePartitions(Instant.now());
    extendAll();
    assertThat(kept.retain(Instant.parse("2026-06-15T00:00:00Z"))).isEqualTo(1);
    assertThat(trail.verify().finding()).isNull();
    trail.tamper("update audit_checkpoints set before = '2026-07-01'");
    assertThat(trail.verify().finding()).contains("was not made by Plinth");
    trail.tamper("delete from audit_checkpoints");
    assertThat(trail.verify().finding()).contains("Link 1 of the chain is missing");
  }

  @Test
  void retentionUnderAMonthIsRefused() {
    assertThatThrownBy(() -> trail.chain("30d"))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("PLINTH_AUDIT_RETENTION");
    assertThat(trail.chain("31d").retain(Instant.now())).isZero();
    assertThat(trail.chain().retain(Instant.now())).isZero();
  }
}
