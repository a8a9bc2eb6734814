package io.plinth.clients.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One firm, loaded into three databases: twice for the same day, once for two weeks later. */
class DemoFirmRepositoryIT {

  private static final LocalDate TODAY = LocalDate.of(2026, 11, 20);

  @TempDir private static Path folder;

  private static EmbeddedPostgres postgres;
  private static FirmDatabase firm;

  @BeforeAll
  static void loadsTheFirm() throws Exception {
    postgres =
        EmbeddedPostgres.builder()
            .setOverrideWorkingDirectory(folder.resolve("binaries").toFile())
            .setDataDirectory(folder.resolve("data"))
            .start();
    firm = FirmDatabase.load(postgres, "firm", TODAY);
  }

  @AfterAll
  static void stops() throws Exception {
    firm.close();
    postgres.close();
  }

  @Test
  void hasTheSizeOfARealFirm() throws SQLException {
    assertThat(firm.number("select count(*) from users")).isEqualTo(20);
    assertThat(firm.number("select count(*) from clients")).isEqualTo(200);
    assertThat(firm.number("select count(*) from services")).isBetween(570L, 640L);
    assertThat(firm.number("select count(*) from timesheet_entries")).isBetween(95_000L, 110_000L);
  }

  @Test
  void knowsEveryKindOfEverything() throws SQLException {
    assertThat(firm.groups("clients", "status"))
        .containsEntry("ACTIVE", 110L)
        .containsEntry("PROSPECT", 40L)
        .containsOnlyKeys("ACTIVE", "PROSPECT", "PAUSED", "FORMER", "DEAD");
    assertThat(firm.groups("clients", "entity_type")).hasSize(6);
    assertThat(firm.groups("clients", "currency")).containsOnlyKeys("USD", "EUR", "GBP");
    assertThat(firm.groups("clients", "owner_id")).hasSizeGreaterThanOrEqualTo(6);
    assertThat(firm.groups("clients where status = 'PROSPECT'", "stage"))
        .containsOnlyKeys("NEW", "CONTACTED", "PROPOSAL", "NEGOTIATION");
    assertThat(firm.groups("services", "billing_frequency"))
        .containsOnlyKeys("MONTHLY", "QUARTERLY", "ANNUAL", "ONE_TIME", "HOURLY");
    assertThat(firm.groups("timesheet_entries", "status"))
        .containsOnlyKeys("DRAFT", "SUBMITTED", "APPROVED", "REJECTED");
  }

  @Test
  void givesNobodyAPassword() throws SQLException {
    assertThat(firm.number("select count(*) from users where password_hash is not null")).isZero();
    assertThat(firm.groups("users", "role_id"))
        .isEqualTo(Map.of("1", 1L, "2", 1L, "3", 17L, "4", 1L));
  }

  @Test
  void isTheSameForTheSameDay() throws Exception {
    try (FirmDatabase again = FirmDatabase.load(postgres, "again", TODAY)) {
      assertThat(again.checksums()).isEqualTo(firm.checksums());
    }
  }

  @Test
  void isShiftedOnAnotherDay() throws Exception {
    String sameInAnyWeek =
        """
        select md5(string_agg(concat_ws('|', id, legal_name, status, stage, estimated_value,
          next_follow_up_date - date '%s', created_at::date - date '%1$s'), ';' order by id))
        from clients
        """;
    LocalDate later = TODAY.plusWeeks(2);
    try (FirmDatabase next = FirmDatabase.load(postgres, "later", later)) {
      assertThat(next.text(sameInAnyWeek.formatted(later)))
          .isEqualTo(firm.text(sameInAnyWeek.formatted(TODAY)));
      assertThat(next.text("select max(date) from timesheet_entries"))
          .isEqualTo(later.minusDays(1).toString());
    }
  }

  @Test
  void keepsTheStageHistoryConsistent() throws SQLException {
    assertNone(
        """
        select client.id from clients as client
        where stage is distinct from (select change.stage from client_stage_changes as change
          where client_id = client.id order by changed_at desc, id desc limit 1)
        """);
    assertNone(
        """
        select 1 from (select distinct on (client_id) change.stage, changed_at, created_at
          from client_stage_changes as change join clients on clients.id = client_id
          order by client_id, changed_at) as first
        where stage <> 'NEW' or changed_at <> created_at
        """);
    assertNone("select 1 from client_stage_changes where changed_at >= date '" + TODAY + "'");
    assertNone(
        """
        select 1 from client_stage_changes
        where (stage in ('WON', 'LOST')) <> (reason is not null)
        """);
    assertNone("select 1 from clients where (status = 'DEAD') <> (lost_reason is not null)");
    String outcomes = "client_stage_changes where stage in ('WON', 'LOST')";
    assertThat(firm.groups(outcomes, "extract(year from changed_at) || stage"))
        .containsKeys("2024WON", "2024LOST", "2025WON", "2025LOST", "2026WON", "2026LOST");
  }

  @Test
  void owesSomebodyACallInEveryBucket() throws SQLException {
    assertThat(
            firm.groups(
                "clients where status = 'PROSPECT'",
                """
                case when next_follow_up_date is null then 'none'
                  when next_follow_up_date < date '%s' then 'overdue'
                  when next_follow_up_date = date '%1$s' then 'today'
                  when next_follow_up_date < date_trunc('week', date '%1$s') + interval '7 days'
                    then 'this week'
                  else 'later' end
                """
                    .formatted(TODAY)))
        .containsOnlyKeys("overdue", "today", "this week", "later", "none");
  }

  @Test
  void letsNobodyWorkTwiceAtATimeOrTomorrow() throws SQLException {
    assertNone(
        """
        select 1 from timesheet_entries as a
        join timesheet_entries as b on a.user_id = b.user_id and a.date = b.date and a.id < b.id
        where a.start_time < b.end_time and b.start_time < a.end_time
        """);
    assertNone(
        "select 1 from timesheet_entries where extract(isodow from date) > 5 or date >= date '"
            + TODAY
            + "'");
    assertNone(
        """
        select 1 from timesheet_entries
        where duration <> extract(epoch from end_time - start_time) or duration % 900 <> 0
          or start_time < '08:00' or end_time > '18:30' or created_at < date
        """);
  }

  @Test
  void booksOnlyServicesThatRanThatDay() throws SQLException {
    assertNone(
        """
        select 1 from timesheet_entries as entry
        left join services as service on service.id = service_id
        where service_id is not null and (service.client_id <> entry.client_id
            or date not between start_date and coalesce(end_date, date))
          or (service_id is null and billable)
        """);
    assertNone(
        """
        select 1 from services join clients on clients.id = client_id
        where (clients.status in ('FORMER', 'PAUSED') and services.active)
          or (clients.status = 'PROSPECT' and start_date <= date '%s')
        """
            .formatted(TODAY));
  }

  @Test
  void resolvesEveryRateByTheRule() throws SQLException {
    assertNone(
        """
        select 1 from timesheet_entries as entry
        join clients as client on client.id = entry.client_id
        join users as person on person.id = entry.user_id
        left join services as service on service.id = entry.service_id
        where entry.currency <> client.currency
          or entry.hourly_rate is distinct from case
            when entry.own_rate is not null then entry.own_rate
            when service.hourly_rate is not null then service.hourly_rate
            when person.hourly_rate is not null then person.hourly_rate
            else client.default_hourly_rate end
        """);
    assertNone("select 1 from timesheet_entries where billable and hourly_rate is null");
    // Each of the four places gives some entries their rate.
    assertThat(
            firm.groups(
                """
                timesheet_entries as entry
                join users as person on person.id = user_id
                left join services as service on service.id = service_id
                where billable
                """,
                """
                case when own_rate is not null then 'entry'
                  when service.hourly_rate is not null then 'service'
                  when person.hourly_rate is not null then 'user' else 'client' end
                """))
        .containsOnlyKeys("entry", "service", "user", "client");
  }

  @Test
  void earnsLikeAHealthyFirm() throws SQLException {
    BigDecimal recurring = new BigDecimal(firm.text(annualRecurring(TODAY)));
    BigDecimal aYearAgo = new BigDecimal(firm.text(annualRecurring(TODAY.minusYears(1))));
    assertThat(recurring).isBetween(new BigDecimal("2500000"), new BigDecimal("5000000"));
    assertThat(recurring).isGreaterThan(aYearAgo);
    assertThat(
            firm.number(
                """
                select round(100.0 * sum(duration) filter (where billable) / sum(duration))
                from timesheet_entries where date >= date_trunc('year', date '%s')
                """
                    .formatted(TODAY)))
        .isBetween(72L, 80L);
  }

  @Test
  void migratesToValidIndexesAndTrigrams() throws SQLException {
    assertNone("select 1 from pg_index where not indisvalid");
    assertThat(firm.text("select extname from pg_extension where extname = 'pg_trgm'"))
        .isEqualTo("pg_trgm");
  }

  @Test
  void refusesToLoadOutsideATransaction() {
    assertThatThrownBy(() -> new DemoFirmRepository().load(firm.connection(), TODAY, "USD", 1))
        .isInstanceOf(IllegalStateException.class);
  }

  private static String annualRecurring(LocalDate day) {
    return """
    select round(sum(fee * case billing_frequency
      when 'MONTHLY' then 12 when 'QUARTERLY' then 4 when 'ANNUAL' then 1 else 0 end))
    from services join clients on clients.id = client_id
    where currency = 'USD' and start_date <= date '%s'
      and coalesce(end_date, 'infinity') >= date '%1$s'
    """
        .formatted(day);
  }

  private static void assertNone(String query) throws SQLException {
    assertThat(firm.number("select count(*) from (" + query + ") as wrong")).as(query).isZero();
  }
}
