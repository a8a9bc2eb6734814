package io.plinth.clients.revenue;

import static org.assertj.core.api.Assertions.assertThat;

import io.plinth.clients.client.ClientStatus;
import io.plinth.clients.client.EntityType;
import io.plinth.clients.revenue.PlainRevenue.Line;
import io.plinth.platform.persistence.MigratedDatabase;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the database computes is what {@link PlainRevenue} computes, to the cent. */
class RevenueRepositoryIT {
  private static final LocalDate TODAY = LocalDate.of(2025, 5, 20);
  private static MigratedDatabase database;
  private static RevenueRepository repository;
  private static RandomFirm firm;

  @BeforeAll
  static void drawFirm() {
    database = MigratedDatabase.create("revenue");
    repository = new RevenueRepository(database.transactions());
    firm = new RandomFirm(database, 4711);
  }

  @AfterAll
  static void drop() {
    database.close();
  }

  @ParameterizedTest
  @CsvSource({
    "2024-01-01, 2025-01-01",
    "2024-02-01, 2024-03-01",
    "2023-02-10, 2023-03-01",
    "2024-02-29, 2024-03-01",
    "2024-05-17, 2025-08-09",
    "2024-06-11, 2024-06-12",
    "2023-01-01, 2024-12-31",
    "2031-01-15, 2031-03-16"
  })
  void everyGroupingIsWhatPlainArithmeticGives(LocalDate from, LocalDate to) {
    for (String currency : List.of("USD", "EUR", "JPY", "CHF")) {
      List<Line> lines = lines(filter(from, to, currency));
      for (RevenueKey key : RevenueKey.values()) {
        RevenueReport report = report(filter(from, to, currency).by(key));
        assertThat(groups(report)).isEqualTo(PlainRevenue.sums(lines, key));
        assertThat(report.totals()).isEqualTo(PlainRevenue.total(lines));
        assertThat(report.currency()).isEqualTo(currency);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(RevenueKey.class)
  void groupsAddUpToTheTotals(RevenueKey key) {
    RevenueFilter filter = filter(LocalDate.of(2023, 3, 7), LocalDate.of(2025, 1, 19), "USD");
    RevenueReport report = report(filter.by(key));
    assertThat(report.items()).isNotEmpty();
    RevenueReport.Amounts sum =
        report.items().stream()
            .map(g -> new RevenueReport.Amounts(g.recurring(), g.oneTime(), g.time(), g.total()))
            .reduce(RevenueReport.Amounts.NONE, PlainRevenue::plus);
    assertThat(sum).isEqualTo(report.totals());
  }

  @Test
  void filtersByClientOwnerStatusAndEntityType() {
    LocalDate from = LocalDate.of(2024, 1, 1);
    LocalDate to = LocalDate.of(2025, 1, 1);
    long client = firm.clients.get(0).id();
    Long owner = firm.clients.stream().map(c -> c.owner()).filter(o -> o != null).findFirst().get();
    List<ClientStatus> status = List.of(ClientStatus.ACTIVE, ClientStatus.PAUSED);
    List<EntityType> type = List.of(EntityType.S_CORP);
    List<RevenueFilter> filters =
        List.of(
            new RevenueFilter(from, to, null, client, null, List.of(), List.of(), "USD"),
            new RevenueFilter(from, to, null, null, owner, List.of(), List.of(), "USD"),
            new RevenueFilter(from, to, null, null, null, status, List.of(), "USD"),
            new RevenueFilter(from, to, null, null, owner, status, type, "USD"));
    for (RevenueFilter filter : filters) {
      RevenueReport report = report(filter.by(RevenueKey.MONTH));
      assertThat(report.totals()).isEqualTo(PlainRevenue.total(lines(filter)));
      RevenueRepository.Totals totals = totals(filter, from.minusYears(1));
      assertThat(totals.period()).isEqualTo(report.totals());
      assertThat(totals.otherCurrencies())
          .containsExactlyInAnyOrderElementsOf(report.otherCurrencies());
    }
  }

  @Test
  void otherCurrenciesAreNamedAndNotSummed() {
    RevenueFilter all = filter(LocalDate.of(2023, 1, 1), LocalDate.of(2026, 1, 1), "CHF");
    RevenueReport report = report(all.by(RevenueKey.CLIENT));
    assertThat(report.otherCurrencies()).containsExactly("EUR", "JPY", "USD");
    assertThat(report.items()).isEmpty();
    assertThat(report.totals()).isEqualTo(RevenueReport.Amounts.NONE);
  }

  @ParameterizedTest
  @CsvSource({
    "2024-01-01, 2025-01-01, 2023-01-01",
    "2024-03-01, 2024-04-01, 2024-02-01",
    "2024-03-15, 2024-04-15, 2024-02-13",
    "2024-07-01, 2024-10-01, 2024-04-01"
  })
  void thePeriodBeforeIsAsLong(LocalDate from, LocalDate to, LocalDate before) {
    assertThat(RevenueService.previousFrom(from, to)).isEqualTo(before);
    for (String currency : List.of("USD", "EUR")) {
      RevenueRepository.Totals totals = totals(filter(from, to, currency), before);
      assertThat(totals.period()).isEqualTo(PlainRevenue.total(lines(filter(from, to, currency))));
      assertThat(totals.previous())
          .isEqualTo(PlainRevenue.total(lines(filter(before, from, currency))));
    }
  }

  @ParameterizedTest
  @CsvSource({"2023-01-01", "2024-02-29", "2025-01-31", "2025-05-19", "2025-05-20"})
  void annualRevenueIsWhatRunsThatDay(LocalDate day) {
    Map<String, BigDecimal> expected = new TreeMap<>();
    firm.services.stream()
        .filter(s -> s.annual(day, TODAY).signum() > 0)
        .forEach(s -> expected.merge(s.client().currency(), s.annual(day, TODAY), BigDecimal::add));
    RevenueFilter filter = filter(day, day.plusDays(1), "USD");
    Map<String, BigDecimal> found =
        database.read(1, () -> repository.annual(filter, day, TODAY)).stream()
            .filter(a -> a.amount().signum() > 0)
            .collect(
                Collectors.toMap(
                    RevenueRepository.Annual::currency,
                    a -> a.amount().setScale(2, RoundingMode.UNNECESSARY)));
    assertThat(new TreeMap<>(found)).isEqualTo(expected);
  }

  private static List<Line> lines(RevenueFilter filter) {
    return PlainRevenue.lines(firm.services, firm.entries, filter.from(), filter.to()).stream()
        .filter(l -> l.currency().equals(filter.currency()))
        .filter(l -> filter.clientId() == null || filter.clientId() == l.client().id())
        .filter(l -> filter.ownerId() == null || filter.ownerId().equals(l.client().owner()))
        .filter(l -> isIn(filter.status(), l.client().status()))
        .filter(l -> isIn(filter.entityType(), l.client().entityType()))
        .toList();
  }

  private static boolean isIn(List<? extends Enum<?>> wanted, String name) {
    return wanted.isEmpty() || wanted.stream().anyMatch(w -> w.name().equals(name));
  }

  private static RevenueFilter filter(LocalDate from, LocalDate to, String currency) {
    return new RevenueFilter(
        from, to, RevenueKey.CLIENT, null, null, List.of(), List.of(), currency);
  }

  private static RevenueReport report(RevenueFilter filter) {
    return database.read(1, () -> repository.report(filter));
  }

  private static RevenueRepository.Totals totals(RevenueFilter filter, LocalDate previousFrom) {
    return database.read(1, () -> repository.totals(filter, previousFrom));
  }

  private static Map<String, RevenueReport.Amounts> groups(RevenueReport report) {
    Map<String, RevenueReport.Amounts> groups = new LinkedHashMap<>();
    report
        .items()
        .forEach(
            g ->
                groups.put(
                    name(g),
                    new RevenueReport.Amounts(g.recurring(), g.oneTime(), g.time(), g.total())));
    return groups;
  }

  private static String name(RevenueReport.Group group) {
    if (group.client() != null) {
      return String.valueOf(group.client().id());
    }
    if (group.month() != null) {
      return group.month().toString();
    }
    if (group.service() != null) {
      return String.valueOf(group.service().id());
    }
    return group.owner() == null ? "" : String.valueOf(group.owner().id());
  }
}
