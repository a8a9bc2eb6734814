package io.plinth.clients.revenue;

import static org.assertj.core.api.Assertions.assertThat;

import io.plinth.platform.persistence.MigratedDatabase;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Revenue where periods, months and services begin and end: amounts worked out by hand. */
class RevenueBoundariesIT {
  private static final LocalDate NEW_YEAR = LocalDate.of(2024, 1, 1);
  private static MigratedDatabase database;
  private static RevenueRepository repository;
  private static long person;
  private long client;

  @BeforeAll
  static void migrate() {
    database = MigratedDatabase.create("revenue_boundaries");
    repository = new RevenueRepository(database.transactions());
    person =
        database.number("insert into users (display_name, role_id) values ('P', 3) returning id");
  }

  @AfterAll
  static void drop() {
    database.close();
  }

  @BeforeEach
  void makeClient() {
    client =
        database.number(
            """
            insert into clients (legal_name, currency, status)
            values ('C', 'USD', 'ACTIVE') returning id
            """);
  }

  @Test
  void annualFeeIsItselfInAYearWhateverItsMonths() {
    service("ANNUAL", "1000", null, null);
    RevenueReport year = report(NEW_YEAR, NEW_YEAR.plusYears(1), RevenueKey.MONTH);
    assertThat(year.totals().recurring()).isEqualTo("1000.00");
    assertThat(year.items())
        .extracting(g -> g.recurring().toPlainString())
        .startsWith("83.33", "83.34", "83.33", "83.33", "83.34")
        .hasSize(12);
  }

  @ParameterizedTest
  @CsvSource({
    // The exact shares end in half a cent: 250.025, 0.025, 0.005 and 0.005.
    "ANNUAL, 1000.10, 2024-01-01, 2024-04-01, 250.03",
    "ANNUAL, 0.10, 2024-01-01, 2024-04-01, 0.03",
    "ANNUAL, 0.06, 2024-01-01, 2024-02-01, 0.01",
    "ANNUAL, 0.03, 2024-04-21, 2024-06-21, 0.01"
  })
  void halfCentsRoundUp(
      String frequency, String fee, LocalDate from, LocalDate to, BigDecimal expected) {
    service(frequency, fee, null, null);
    assertThat(report(from, to, RevenueKey.SERVICE).totals().recurring()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "290, 2024-02-10, 2024-02-19, 100.00",
    "280, 2023-02-10, 2023-02-19, 100.00",
    "310, 2024-01-31, 2024-02-01, 20.69",
    "31, 2024-01-05, 2024-01-05, 1.00",
    "3000, 2023-12-31, 2024-01-01, 193.55"
  })
  void partMonthsCountByTheDaysOfTheirMonth(
      String fee, LocalDate start, LocalDate end, BigDecimal expected) {
    service("MONTHLY", fee, start, end);
    LocalDate from = LocalDate.of(2023, 1, 1);
    assertThat(report(from, from.plusYears(2), RevenueKey.CLIENT).totals().recurring())
        .isEqualTo(expected);
  }

  @Test
  void periodsCutServicesByDay() {
    service("MONTHLY", "310", null, null);
    LocalDate from = LocalDate.of(2024, 1, 31);
    RevenueReport report = report(from, LocalDate.of(2024, 3, 2), RevenueKey.MONTH);
    assertThat(report.items())
        .extracting(g -> g.month() + " " + g.recurring())
        .containsExactly("2024-01 10.00", "2024-02 310.00", "2024-03 10.00");
  }

  @Test
  void fromIsInclusiveAndToExclusive() {
    LocalDate from = LocalDate.of(2024, 3, 10);
    LocalDate to = LocalDate.of(2024, 3, 12);
    for (int day = -1; day <= 2; day++) {
      entry(from.plusDays(day), 3600, "1" + "0".repeat(day + 1));
      service("ONE_TIME", "3" + "0".repeat(day + 1), from.plusDays(day), null);
    }
    RevenueReport.Amounts totals = report(from, to, RevenueKey.CLIENT).totals();
    assertThat(totals.time()).isEqualTo("110.00");
    assertThat(totals.oneTime()).isEqualTo("330.00");
    assertThat(totals.total()).isEqualTo("440.00");
  }

  @Test
  void serviceEarnsOnItsLastDayAndNotAfter() {
    LocalDate last = LocalDate.of(2024, 6, 15);
    service("MONTHLY", "30", null, last);
    assertThat(day(last)).isEqualTo("1.00");
    assertThat(day(last.plusDays(1))).isEqualTo("0.00");
    assertThat(annual(last)).isEqualTo("360.00");
    assertThat(annual(last.plusDays(1))).isEqualTo("0");
  }

  @Test
  void serviceEarnsFromItsFirstDay() {
    LocalDate first = LocalDate.of(2024, 6, 15);
    service("MONTHLY", "30", first, null);
    assertThat(day(first.minusDays(1))).isEqualTo("0.00");
    assertThat(day(first)).isEqualTo("1.00");
    assertThat(annual(first.minusDays(1))).isEqualTo("0");
    assertThat(annual(first)).isEqualTo("360.00");
  }

  @Test
  void onlyBillableHoursEarnAndOnlyRecurringFeesRecur() {
    entry(NEW_YEAR, 5400, "100.0001");
    database.execute("update timesheet_entries set billable = false");
    entry(NEW_YEAR, 5400, "0.01");
    service("HOURLY", "500", null, null);
    RevenueReport.Amounts totals =
        report(NEW_YEAR, NEW_YEAR.plusYears(1), RevenueKey.CLIENT).totals();
    assertThat(totals.time()).isEqualTo("0.02");
    assertThat(totals.recurring()).isEqualTo("0.00");
    assertThat(annual(NEW_YEAR)).isEqualTo("0");
  }

  private BigDecimal day(LocalDate day) {
    return report(day, day.plusDays(1), RevenueKey.CLIENT).totals().recurring();
  }

  private BigDecimal annual(LocalDate day) {
    RevenueFilter filter = filter(day, day.plusDays(1), RevenueKey.CLIENT);
    return database.read(1, () -> repository.annual(filter, day, LocalDate.of(2026, 1, 1))).stream()
        .map(RevenueRepository.Annual::amount)
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private RevenueReport report(LocalDate from, LocalDate to, RevenueKey key) {
    return database.read(1, () -> repository.report(filter(from, to, key)));
  }

  private RevenueFilter filter(LocalDate from, LocalDate to, RevenueKey key) {
    return new RevenueFilter(from, to, key, client, null, List.of(), List.of(), "USD");
  }

  private void service(String frequency, String fee, LocalDate start, LocalDate end) {
    database.number(
        """
        insert into services (client_id, service_type, billing_frequency, fee, start_date, end_date)
        values (?, 'S', ?, ?, ?, ?) returning id
        """,
        client,
        frequency,
        new BigDecimal(fee),
        start,
        end);
  }

  private void entry(LocalDate date, int seconds, String rate) {
    database.number(
        """
        insert into timesheet_entries (client_id, user_id, date, duration, hourly_rate, currency)
        values (?, ?, ?, ?, ?, 'USD') returning id
        """,
        client,
        person,
        date,
        seconds,
        new BigDecimal(rate));
  }
}
