package io.plinth.clients.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.plinth.clients.dashboard.PlainRows.Client;
import io.plinth.clients.dashboard.PlainRows.Entry;
import io.plinth.clients.revenue.RevenueRepository;
import io.plinth.clients.revenue.RevenueService;
import io.plinth.clients.timesheet.SummaryRepository;
import io.plinth.clients.timesheet.SummaryService;
import io.plinth.platform.persistence.MigratedDatabase;
import io.plinth.platform.persistence.StatementLog;
import io.plinth.platform.security.Access;
import io.plinth.platform.security.Principal;
import io.plinth.platform.settings.Firm;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The dashboard over a million entries, uncached: few statements, right numbers. */
@Tag("alone")
class DashboardAtScaleIT {
  private static final LocalDate TODAY = LocalDate.of(2025, 6, 18);
  private static final LocalDate MONDAY = LocalDate.of(2025, 6, 23);
  private static final int YEAR = 2025;
  private static final int MOST_A_PANEL = 3;
  private static final int MOST_IN_ALL = 12;
  private static final Principal MANAGER = new Principal(1, "M", Set.of("*:*"), null, false);

  private static MigratedDatabase database;
  private static PlainDashboard plain;
  private static DashboardService dashboard;
  private static final Access ACCESS = new Access();

  @BeforeAll
  static void fill() throws SQLException {
    database = MigratedDatabase.create("dashboard_scale");
    long start = System.nanoTime();
    MillionEntries.fill(database);
    System.out.printf(
        "%,d entries made in %.1f s%n", MillionEntries.ENTRIES, (System.nanoTime() - start) / 1e9);
    plain = new PlainDashboard(database);
    var tx = database.transactions();
    Firm firm = new FixedFirm(TODAY);
    dashboard =
        new DashboardService(
            new DashboardRepository(tx),
            new RevenueService(new RevenueRepository(tx), ACCESS, firm),
            new SummaryService(new SummaryRepository(tx), ACCESS, firm),
            ACCESS,
            firm);
  }

  @AfterAll
  static void drop() {
    database.close();
  }

  @Test
  void panelsTakeThreeStatementsAtMostAndAllOfThemTwelve() {
    for (String panel : DashboardPanel.NAMES) {
      for (int run = 0; run < 2; run++) {
        assertThat(timed(panel, () -> dashboard.panel(panel, filter("USD", null))))
            .isLessThanOrEqualTo(MOST_A_PANEL);
      }
    }
    assertThat(timed("all", () -> dashboard.all(filter("USD", null))))
        .isLessThanOrEqualTo(MOST_IN_ALL);
  }

  private static int timed(String what, Supplier<DashboardView> work) {
    StatementLog log = StatementLog.begin();
    try {
      long start = System.nanoTime();
      view(work);
      System.out.printf(
          "%-12s %4d ms, %d statements%n",
          what, (System.nanoTime() - start) / 1_000_000, log.count());
      return log.count();
    } finally {
      StatementLog.end();
    }
  }

  @ParameterizedTest
  @CsvSource({"USD,", "EUR,", "USD, 1003"})
  void numbersAreThoseOfTheRowsAddedUp(String currency, Long owner) {
    DashboardView view = view(() -> dashboard.all(filter(currency, owner)));
    Predicate<Client> money = plain.in(currency, owner);
    Predicate<Client> all = c -> owner == null || owner.equals(c.owner());
    checkRevenue(view.revenue(), money, currency);
    checkMonths(view, money, all);
    checkTop(view.topClients(), money);
    checkProspects(view, money, all);
    checkClosed(view.won(), "WON", money, all);
    checkClosed(view.lost(), "LOST", money, all);
    checkFollowUps(view.followUps(), all);
  }

  private static void checkRevenue(
      DashboardView.Revenue revenue, Predicate<Client> money, String currency) {
    long annual = plain.annual(money, TODAY);
    assertThat(revenue.annualRecurring()).isEqualTo(PlainDashboard.money(annual));
    assertThat(revenue.monthlyRecurring()).isEqualTo(PlainDashboard.money(annual / 12));
    long oneTime = 0;
    long time = 0;
    for (int month = 1; month <= 12; month++) {
      oneTime += plain.oneTime(money, YearMonth.of(YEAR, month));
      time += plain.time(money, YearMonth.of(YEAR, month));
    }
    assertThat(revenue.oneTime()).isEqualTo(PlainDashboard.money(oneTime));
    assertThat(revenue.time()).isEqualTo(PlainDashboard.money(time));
    assertThat(revenue.total()).isEqualTo(PlainDashboard.money(plain.revenue(money, YEAR)));
    assertThat(revenue.previousTotal())
        .isEqualTo(PlainDashboard.money(plain.revenue(money, YEAR - 1)));
    assertThat(revenue.currency()).isEqualTo(currency);
  }

  private static void checkMonths(
      DashboardView view, Predicate<Client> money, Predicate<Client> all) {
    BigDecimal total = BigDecimal.ZERO;
    BigDecimal billable = BigDecimal.ZERO;
    for (int month = 1; month <= 12; month++) {
      YearMonth wanted = YearMonth.of(YEAR, month);
      DashboardView.Month found = view.byMonth().get(month - 1);
      List<Entry> entries = plain.entries(all, wanted);
      assertThat(found.month()).isEqualTo(wanted);
      assertThat(found.hours()).isEqualByComparingTo(PlainDashboard.hours(entries, e -> true));
      assertThat(found.billableHours())
          .isEqualByComparingTo(PlainDashboard.hours(entries, Entry::billable));
      assertThat(found.revenue()).isEqualTo(PlainDashboard.money(plain.revenue(money, wanted)));
      total = total.add(found.hours());
      billable = billable.add(found.billableHours());
    }
    BigDecimal rounding = new BigDecimal("0.0012");
    assertThat(view.byMonth()).hasSize(12);
    assertThat(view.hours().total().subtract(total).abs()).isLessThan(rounding);
    assertThat(view.hours().billable().subtract(billable).abs()).isLessThan(rounding);
    BigDecimal parts = view.hours().nonBillable().add(view.hours().billable());
    assertThat(view.hours().total().subtract(parts).abs()).isLessThan(rounding);
  }

  private static void checkTop(List<DashboardView.TopClient> top, Predicate<Client> money) {
    Map<Long, Long> seconds = plain.secondsByClient(YEAR);
    List<String> expected =
        plain.byClient(money, YEAR).entrySet().stream()
            .sorted(
                Map.Entry.<Long, Long>comparingByValue()
                    .thenComparing(e -> seconds.getOrDefault(e.getKey(), 0L))
                    .reversed()
                    .thenComparing(Map.Entry.comparingByKey()))
            .limit(10)
            .map(
                e ->
                    top(
                        e.getKey(),
                        PlainDashboard.money(e.getValue()),
                        PlainDashboard.hours(seconds.getOrDefault(e.getKey(), 0L))))
            .toList();
    assertThat(top)
        .extracting(c -> top(c.id(), c.revenue(), c.hours()))
        .hasSize(10)
        .isEqualTo(expected);
  }

  private static String top(long client, BigDecimal revenue, BigDecimal hours) {
    return "%d %s %.4f h".formatted(client, revenue, hours);
  }

  private static void checkClosed(
      DashboardView.Closed closed, String stage, Predicate<Client> money, Predicate<Client> all) {
    List<Client> expected = plain.closed(all, YEAR, stage);
    long value = expected.stream().filter(money).mapToLong(c -> plain.worth(c, TODAY)).sum();
    assertThat(closed.count()).isEqualTo(expected.size()).isPositive();
    assertThat(closed.value()).isEqualByComparingTo(PlainDashboard.money(value)).isPositive();
  }

  private static void checkFollowUps(DashboardView.FollowUps found, Predicate<Client> all) {
    assertThat(found)
        .isEqualTo(
            new DashboardView.FollowUps(
                plain.toCall(all, d -> d.isBefore(TODAY)),
                plain.toCall(all, TODAY::equals),
                plain.toCall(all, d -> d.isAfter(TODAY) && d.isBefore(MONDAY))));
    assertThat(found.overdue()).isPositive();
  }

  @Test
  void dataHaveSomethingOfEverythingToCount() {
    DashboardView.FollowUps found = view(() -> dashboard.all(filter("USD", null))).followUps();
    assertThat(List.of(found.overdue(), found.today(), found.thisWeek()))
        .allMatch(n -> n > 0)
        .doesNotHaveDuplicates();
    assertThat(plain.toCall(c -> true, d -> !d.isBefore(MONDAY))).isPositive();
  }

  private static void checkProspects(
      DashboardView view, Predicate<Client> money, Predicate<Client> all) {
    List<Client> clients = plain.clients(all);
    assertThat(view.clients().total()).isEqualTo(clients.size());
    view.clients()
        .byStatus()
        .forEach(
            (status, count) ->
                assertThat(clients.stream().filter(c -> c.status().equals(status)))
                    .hasSize(count.intValue()));
    for (DashboardView.Stage stage : view.pipeline()) {
      List<Client> there =
          clients.stream()
              .filter(c -> c.status().equals("PROSPECT") && stage.stage().equals(c.stage()))
              .sorted(Comparator.comparing(Client::id))
              .toList();
      long value = there.stream().filter(money).mapToLong(c -> plain.worth(c, TODAY)).sum();
      assertThat(stage.count()).isEqualTo(there.size());
      assertThat(stage.value()).isEqualByComparingTo(PlainDashboard.money(value));
    }
  }

  private static DashboardFilter filter(String currency, Long owner) {
    return new DashboardFilter(null, null, owner, List.of(), List.of(), currency);
  }

  private static DashboardView view(Supplier<DashboardView> work) {
    List<DashboardView> result = new ArrayList<>();
    database.transactions().read(() -> result.add(ACCESS.as(MANAGER, work)));
    return result.get(0);
  }
}
