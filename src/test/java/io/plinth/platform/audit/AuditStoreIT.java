package io.plinth.platform.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plinth.platform.paging.PageRequest;
import io.plinth.platform.persistence.StatementLog;
import io.plinth.platform.security.Principal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Events and the transactions they belong to; the table and what guards it. */
class AuditStoreIT {
  private static AuditDatabase trail;

  @BeforeAll
  static void open() {
    trail = new AuditDatabase("audit_store", Map.of());
    trail.database.execute("create table boats (id bigint primary key)");
  }

  @AfterAll
  static void close() {
    trail.close();
  }

  private static Object build(long id) {
    trail.tx.sql("insert into boats values (:id)").with("id", id).update();
    trail.audit.changed("boats", id, null, Map.of("number", id));
    return null;
  }

  private static long boats(long id) {
    return trail.database.number("select count(*) from boats where id = ?", id);
  }

  private static long events(long id) {
    return trail.database.number(
        "select count(*) from audit_events where target_type = 'boats' and target_id = ?", id);
  }

  @Test
  void writeAndItsEventCommitTogether() {
    trail.tx.write(() -> build(1));
    assertThat(boats(1)).isEqualTo(1);
    assertThat(events(1)).isEqualTo(1);
  }

  @Test
  void writeThatRollsBackLeavesNoEvent() {
    assertThatThrownBy(
            () ->
                trail.tx.write(
                    () -> {
                      build(2);
                      throw new IllegalStateException("mine");
                    }))
        .hasMessage("mine");
    assertThat(boats(2)).isZero();
    assertThat(events(2)).isZero();
    trail.tx.write(() -> build(3));
    assertThat(events(2)).as("what was rolled back does not come with the next").isZero();
  }

  @Test
  void writeThatFailsAtCommitLeavesNoEvent() {
    trail.database.execute(
        "create table docks (id bigint unique deferrable initially deferred)",
        "insert into docks values (4)");
    assertThatThrownBy(
            () ->
                trail.tx.write(
                    () -> {
                      trail.tx.sql("insert into docks values (4)").update();
                      return build(4);
                    }))
        .hasStackTraceContaining("docks");
    assertThat(boats(4) + events(4)).isZero();
  }

  @Test
  void eventThatCannotBeStoredRollsBackTheWrite() {
    trail.database.execute(
        "alter table audit_events add constraint planted check (target_id <> 5) not valid");
    try {
      assertThatThrownBy(() -> trail.tx.write(() -> build(5))).hasStackTraceContaining("planted");
      assertThat(boats(5) + events(5)).isZero();
    } finally {
      trail.database.execute("alter table audit_events drop constraint planted");
    }
  }

  @Test
  void anyNumberOfEventsIsOneStatement() {
    StatementLog log = StatementLog.begin();
    trail.tx.write(
        () -> {
          for (long id = 1_000; id < 1_250; id++) {
            trail.audit.did("boats:sail", id, Map.of());
          }
          return null;
        });
    StatementLog.end();
    assertThat(log.count()).isEqualTo(1);
    assertThat(
            trail.database.number("select count(*) from audit_events where action = 'boats:sail'"))
        .isEqualTo(250);
  }

  @Test
  void eventOutsideAWritingTransactionIsAnError() {
    assertThatThrownBy(() -> trail.audit.did("boats:sail", 6L, Map.of()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("boats:sail");
    assertThatThrownBy(
            () ->
                trail.tx.read(
                    () -> {
                      trail.audit.did("boats:sail", 6L, Map.of());
                      return null;
                    }))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void whatWasStoredIsReadBackAndItsSealHolds() {
    Principal ada = new Principal(9, "Ada \uD83D\uDE00", Set.of(), null, false, false, 77L);
    trail.access.as(
        ada,
        () ->
            trail.tx.write(
                () -> {
                  trail.audit.changed(
                      "boats",
                      7,
                      Map.of("name", "a\0b", "rate", new java.math.BigDecimal("85.50"), "gone", 1),
                      Map.of(
                          "name", "ü\"\\", "rate", new java.math.BigDecimal("1E+3"), "new", true));
                  return null;
                }));
    AuditEventFilter filter =
        new AuditEventFilter(
            List.of(), 9L, List.of("boats"), "boats", 7L, null, null, List.of(), null);
    AuditEventView event =
        trail.tx.read(() -> trail.repository.list(filter, PageRequest.first(5))).items().get(0);
    assertThat(event.userName()).isEqualTo("Ada \uD83D\uDE00");
    assertThat(event.keyId()).isEqualTo(77);
    assertThat(event.action()).isEqualTo("boats:update");
    assertThat(event.outcome()).isEqualTo(AuditOutcome.SUCCESS);
    assertThat(event.before().get("rate")).hasToString("85.50");
    assertThat(event.before().get("name").asText()).isEqualTo("a\uFFFDb");
    assertThat(event.after().get("name").asText()).isEqualTo("ü\"\\");
    assertThat(event.after().has("gone")).isFalse();
    assertThat(trail.verify().finding()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "update audit_events set action = 'x:y'",
        "delete from audit_events",
        "truncate audit_events",
        "truncate audit_events_default",
        "delete from audit_events_default",
        "update audit_chain set seq = seq + 1",
        "truncate audit_chain",
        "delete from audit_checkpoints",
        "truncate audit_checkpoints"
      })
  void changesAreRefused(String statement) {
    trail.eventAt("2020-01-01T00:00:00Z", 8);
    trail.tx.write(() -> build(System.nanoTime()));
    trail.chain().extend();
    trail.database.execute(
        "insert into audit_checkpoints (before, seq, hash, signature)"
            + " values ('2000-01-01', 0, '', '') on conflict do nothing");
    try {
      assertThatThrownBy(() -> trail.database.execute(statement))
          .hasStackTraceContaining("The audit trail is not changed");
    } finally {
      trail.tamper("delete from audit_checkpoints");
    }
  }

  @Test
  void eventOfAMonthWithoutAPartitionIsStoredAndMovesIntoItsOwn() {
    trail.eventAt("2031-02-28T23:59:59.999999Z", 21);
    trail.eventAt("2031-03-01T00:00:00Z", 22);
    trail.eventAt("2031-03-31T23:59:59.999999Z", 23);
    trail.eventAt("2031-04-01T00:00:00Z", 24);
    assertThat(partition(22)).isEqualTo("audit_events_default");
    assertThat(trail.chain().makePartitions(Instant.now())).isGreaterThan(2);
    assertThat(partition(21)).isEqualTo("audit_events_2031_02");
    assertThat(partition(22)).isEqualTo("audit_events_2031_03");
    assertThat(partition(23)).isEqualTo("audit_events_2031_03");
    assertThat(partition(24)).isEqualTo("audit_events_2031_04");
    assertThat(trail.database.number("select count(*) from audit_events_default")).isZero();
    assertThat(trail.verify().finding()).isNull();
    assertThatThrownBy(() -> trail.database.execute("truncate audit_events_2031_03"))
        .hasStackTraceContaining("not changed");
    assertThatThrownBy(() -> trail.database.execute("delete from audit_events_2031_03"))
        .hasStackTraceContaining("not changed");
  }

  @Test
  void partitionsAreMadeAheadAndOnce() {
    AuditChain chain = trail.chain();
    chain.makePartitions(Instant.parse("2033-11-30T23:59:59.999Z"));
    assertThat(chain.makePartitions(Instant.parse("2033-11-30T23:59:59.999Z"))).isZero();
    assertThat(chain.makePartitions(Instant.parse("2033-12-01T00:00:00Z"))).isEqualTo(1);
    trail.eventAt("2034-01-01T00:00:00Z", 31);
    assertThat(partition(31)).isEqualTo("audit_events_2034_01");
  }

  private static String partition(long id) {
    return trail.database.text(
        "select tableoid::regclass::text from audit_events where target_id = ?", id);
  }

  @Test
  void listIsTwoStatementsAndNewestFirst() {
    for (int day = 1; day <= 9; day++) {
      trail.eventAt("2035-01-0" + day + "T12:00:00Z", 40 + day);
    }
    AuditEventFilter filter =
        new AuditEventFilter(
            List.of(),
            null,
            List.of("boats:create"),
            "boats",
            null,
            java.time.LocalDate.of(2035, 1, 2),
            java.time.LocalDate.of(2035, 1, 8),
            List.of(AuditOutcome.SUCCESS),
            null);
    var first = trail.database.read(2, () -> trail.repository.list(filter, PageRequest.first(4)));
    assertThat(first.items())
        .extracting(AuditEventView::targetId)
        .containsExactly(47L, 46L, 45L, 44L);
    assertThat(first.page().total().count()).isEqualTo(6);
    PageRequest second = new PageRequest(4, first.page().next(), null, null);
    assertThat(trail.tx.read(() -> trail.repository.list(filter, second)).items())
        .extracting(AuditEventView::targetId)
        .containsExactly(43L, 42L);
  }
}
