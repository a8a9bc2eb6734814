package io.plinth.clients.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.plinth.clients.client.EntityType;
import io.plinth.platform.persistence.MigratedDatabase;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What prospects are worth, which of them are to be called, and who was won and lost when. */
class DashboardRepositoryIT {
  private static final LocalDate TODAY = LocalDate.of(2026, 5, 20);
  private static MigratedDatabase database;
  private static DashboardRepository repository;

  @BeforeAll
  static void fill() {
    database = MigratedDatabase.create("dashboard");
    repository = new DashboardRepository(database.transactions());
    database.execute(
        """
        insert into clients (id, legal_name, status, stage, currency, estimated_value) values
          (1, 'later', 'PROSPECT', 'NEW', 'USD', 1), (2, 'free', 'PROSPECT', 'CONTACTED', 'USD', 20),
          (3, 'over', 'PROSPECT', 'PROPOSAL', 'USD', 300), (4, 'euro', 'PROSPECT', 'NEW', 'EUR', 9),
          (5, 'won', 'ACTIVE', 'WON', 'USD', 1), (6, 'lost', 'DEAD', 'LOST', 'USD', 5000)
        """,
        """
        insert into services (client_id, service_type, billing_frequency, fee, start_date, end_date,
          active) values
          (1, 's', 'MONTHLY', 100, '2026-09-01', null, true), (2, 's', 'ANNUAL', 0, null, null, true),
          (2, 't', 'QUARTERLY', null, null, null, true),
          (3, 's', 'MONTHLY', 7, null, '2026-05-19', true),
          (5, 's', 'QUARTERLY', 50, null, '2026-05-20', true), (5, 't', 'ONE_TIME', 9, null, null, true),
          (6, 's', 'MONTHLY', 7, null, null, false)
        """,
        """
        insert into client_stage_changes (client_id, stage, changed_at)
        select id, stage, timestamptz '2026-04-01 12:00Z' from clients where stage in ('WON', 'LOST')
        """);
  }

  @AfterAll
  static void drop() {
    database.close();
  }

  private static final DashboardFilter YEAR =
      new DashboardFilter(null, null, null, List.of(), List.of(), null).complete(TODAY, "USD");

  @Test
  void pipelineAndOutcomeAreWorthTheSame() {
    String stages =
        database.read(1, () -> repository.listStages(YEAR, TODAY, true)).stream()
            .map(
                s ->
                    s.stage()
                        + " "
                        + s.count()
                        + " "
                        + s.value().stripTrailingZeros().toPlainString())
            .collect(Collectors.joining(", "));
    assertThat(stages).isEqualTo("NEW 2 1200, CONTACTED 1 20, PROPOSAL 1 300, NEGOTIATION 0 0");
    var closed = database.read(1, () -> repository.countClosed(YEAR, TODAY, ZoneOffset.UTC, true));
    assertThat(closed.get("WON").value()).isEqualByComparingTo("200");
    assertThat(closed.get("LOST").value()).isEqualByComparingTo("5000");
  }

  @ParameterizedTest
  @CsvSource({
    // On a Wednesday.
    "2026-05-20, PROSPECT, 2020-02-29, 1 0 0",
    "2026-05-20, PROSPECT, 2026-05-19, 1 0 0",
    "2026-05-20, PROSPECT, 2026-05-20, 0 1 0",
    "2026-05-20, PROSPECT, 2026-05-21, 0 0 1",
    "2026-05-20, PROSPECT, 2026-05-24, 0 0 1",
    "2026-05-20, PROSPECT, 2026-05-25, 0 0 0",
    "2026-05-20, PROSPECT, , 0 0 0",
    "2026-05-20, ACTIVE, 2026-05-19, 0 0 0",
    "2026-05-20, PAUSED, 2026-05-20, 0 0 0",
    "2026-05-20, DEAD, 2026-05-21, 0 0 0",
    // On the Sunday, the week's last day, and on the Monday, its first.
    "2026-05-24, PROSPECT, 2026-05-23, 1 0 0",
    "2026-05-24, PROSPECT, 2026-05-24, 0 1 0",
    "2026-05-24, PROSPECT, 2026-05-25, 0 0 0",
    "2026-05-25, PROSPECT, 2026-05-24, 1 0 0",
    "2026-05-25, PROSPECT, 2026-05-25, 0 1 0",
    "2026-05-25, PROSPECT, 2026-05-31, 0 0 1",
    "2026-05-25, PROSPECT, 2026-06-01, 0 0 0",
  })
  void prospectsAreToBeCalledBeforeTodayTodayOrUntilSunday(
      LocalDate today, String status, String date, String expected) {
    database.execute(
        """
        insert into clients (id, legal_name, status, currency, entity_type, next_follow_up_date)
        values (10, 'call', '%s', 'EUR', 'LLC', nullif('%s', '')::date)
        """
            .formatted(status, date == null ? "" : date));
    try {
      assertThat(followUps(YEAR, today)).isEqualTo(expected);
      assertThat(followUps(of(EntityType.LLC), today)).isEqualTo(expected);
      assertThat(followUps(of(EntityType.S_CORP), today)).isEqualTo("0 0 0");
    } finally {
      database.execute("delete from clients where id = 10");
    }
  }

  private static DashboardFilter of(EntityType type) {
    return new DashboardFilter(null, null, null, List.of(), List.of(type), null)
        .complete(TODAY, "USD");
  }

  private static String followUps(DashboardFilter filter, LocalDate today) {
    var found = database.read(1, () -> repository.countFollowUps(filter, today));
    return found.overdue() + " " + found.today() + " " + found.thisWeek();
  }

  @ParameterizedTest
  @CsvSource({
    // The year begins and ends at midnight in Berlin, an hour before it does in UTC.
    "WON, 2025-12-31 22:59:59.999Z, 0 0",
    "WON, 2025-12-31 23:00Z, 1 0",
    "LOST, 2026-12-31 22:59:59.999Z, 0 1",
    "LOST, 2026-12-31 23:00Z, 0 0",
    "PROPOSAL, 2026-05-01 12:00Z, 0 0",
  })
  void clientIsWonOrLostInThePeriodOfTheFirmsTimeZone(String stage, String at, String expected) {
    try {
      database.execute(changed(stage, at));
      assertThat(closed()).isEqualTo(expected);
    } finally {
      database.execute("delete from client_stage_changes where client_id = 3");
    }
  }

  @Test
  void clientWonAndThenLostInThePeriodWasLost() {
    try {
      database.execute(
          changed("WON", "2026-03-01 12:00Z"),
          changed("LOST", "2026-06-01 12:00Z"),
          changed("NEW", "2026-07-01 12:00Z"),
          changed("WON", "2027-02-01 12:00Z"));
      assertThat(closed()).isEqualTo("0 1");
    } finally {
      database.execute("delete from client_stage_changes where client_id = 3");
    }
  }

  private static String changed(String stage, String at) {
    return "insert into client_stage_changes (client_id, stage, changed_at) values (3, '%s', '%s')"
        .formatted(stage, at);
  }

  /** Won and lost beside the one each that is always there. */
  private static String closed() {
    ZoneId berlin = ZoneId.of("Europe/Berlin");
    var closed = database.read(1, () -> repository.countClosed(YEAR, TODAY, berlin, true));
    return closed.get("WON").count() - 1 + " " + (closed.get("LOST").count() - 1);
  }
}
