package io.plinth.clients.timesheet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.plinth.clients.client.ClientStatus;
import io.plinth.clients.client.EntityType;
import io.plinth.clients.timesheet.PlainSummary.PlainEntry;
import io.plinth.platform.error.ProblemException;
import io.plinth.platform.error.ProblemType;
import io.plinth.platform.persistence.MigratedDatabase;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the database sums up is what {@link PlainSummary} does, for every grouping there is. */
class SummaryRepositoryIT {
  private static final LocalDate FROM = LocalDate.of(2025, 12, 20);
  private static final LocalDate TO = LocalDate.of(2026, 1, 20);
  private static MigratedDatabase database;
  private static SummaryRepository repository;
  private static PlainSummary plain;

  @BeforeAll
  static void drawEntries() {
    database = MigratedDatabase.create("summary");
    repository = new SummaryRepository(database.transactions());
    plain = PlainSummary.draw(database, 815, FROM.minusDays(10), 60);
  }

  @AfterAll
  static void drop() {
    database.close();
  }

  @Test
  void everySubsetOfKeysSumsUpAsPlainArithmeticDoes() {
    for (int bits = 0; bits < 1 << SummaryKey.values().length; bits++) {
      Set<SummaryKey> keys = EnumSet.noneOf(SummaryKey.class);
      for (SummaryKey key : SummaryKey.values()) {
        if ((bits & 1 << key.ordinal()) != 0) {
          keys.add(key);
        }
      }
      Summary summary = summarise(by(keys), null, "USD", true);
      check(summary, e -> isWithin(e), keys, "USD");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = SummaryKey.class,
      names = {"SERVICE", "TASK"})
  void groupWithoutKeyIsNotTheTotalsRow(SummaryKey key) {
    Summary summary = summarise(by(Set.of(key)), null, "USD", true);
    assertThat(summary.items())
        .filteredOn(g -> g.service() == null && g.task() == null)
        .singleElement()
        .satisfies(g -> assertThat(g.entries()).isPositive())
        .satisfies(g -> assertThat(g.entries()).isLessThan(summary.totals().entries()));
    assertThat(summary.items().stream().mapToLong(Summary.Group::entries).sum())
        .isEqualTo(summary.totals().entries());
  }

  @Test
  void groupOfNothingButMissingKeysIsAGroup() {
    SummaryFilter filter = by(Set.of(SummaryKey.SERVICE, SummaryKey.TASK));
    Summary summary = summarise(filter.client(plain.clientWithoutServices()), null, "USD", true);
    assertThat(summary.items()).anyMatch(g -> g.service() == null && g.task() == null);
    check(
        summary,
        e -> isWithin(e) && e.client() == plain.clientWithoutServices(),
        EnumSet.of(SummaryKey.SERVICE, SummaryKey.TASK),
        "USD");
  }

  @ParameterizedTest
  @CsvSource({
    "2020-12-31, 2020-W53",
    "2021-01-01, 2020-W53",
    "2021-01-03, 2020-W53",
    "2021-01-04, 2021-W01",
    "2024-12-29, 2024-W52",
    "2024-12-30, 2025-W01",
    "2026-12-31, 2026-W53"
  })
  void weeksAreThoseOfTheIsoCalendar(LocalDate day, String week) {
    plain.addDays(database, day, 1);
    SummaryFilter filter = SummaryFilter.of(day, day.plusDays(1), SummaryKey.WEEK, SummaryKey.DAY);
    assertThat(summarise(filter, null, "USD", true).items())
        .singleElement()
        .satisfies(g -> assertThat(g.week()).isEqualTo(week))
        .satisfies(g -> assertThat(g.day()).isEqualTo(day));
  }

  @Test
  void amountsAreInOneCurrencyAndTheOthersAreNamed() {
    Set<SummaryKey> keys = EnumSet.of(SummaryKey.CLIENT, SummaryKey.MONTH);
    for (String currency : List.of("EUR", "USD", "CHF")) {
      Summary summary = summarise(by(keys), null, currency, true);
      check(summary, e -> isWithin(e), keys, currency);
      List<String> others = new ArrayList<>(List.of("EUR", "USD"));
      others.remove(currency);
      assertThat(summary.otherCurrencies()).isEqualTo(others);
    }
  }

  @Test
  void withoutMoneyThereIsNoneAnywhere() {
    Summary summary = summarise(by(Set.of(SummaryKey.CLIENT)), null, "USD", false);
    assertThat(summary.currency()).isNull();
    assertThat(summary.otherCurrencies()).isNull();
    assertThat(summary.totals().amount()).isNull();
    assertThat(summary.items()).isNotEmpty().allMatch(g -> g.amount() == null);
  }

  @Test
  void ownTotalsAreOfOnesOwnEntries() {
    Set<SummaryKey> keys = EnumSet.of(SummaryKey.USER, SummaryKey.BILLABLE);
    long me = plain.people().get(0);
    check(summarise(by(keys), me, "USD", true), e -> isWithin(e) && e.user() == me, keys, "USD");
  }

  @Test
  void everyFilterNarrowsGroupsAndTotalsAlike() {
    PlainEntry one =
        plain.entries().stream().filter(e -> isWithin(e) && e.service() != null).findFirst().get();
    Set<SummaryKey> keys = EnumSet.of(SummaryKey.CLIENT, SummaryKey.DAY);
    narrow(keys, e -> e.client() == one.client(), one.client(), null, null, null);
    narrow(keys, e -> one.service().equals(e.service()), null, one.service(), null, null);
    narrow(keys, e -> e.user() == one.user(), null, null, one.user(), null);
    narrow(keys, e -> !e.billable(), null, null, null, false);
  }

  private void narrow(
      Set<SummaryKey> keys,
      Predicate<PlainEntry> wanted,
      Long client,
      Long service,
      Long user,
      Boolean billable) {
    SummaryFilter filter =
        new SummaryFilter(
            FROM,
            TO,
            List.copyOf(keys),
            client,
            service,
            user,
            billable,
            null,
            List.of(),
            List.of(),
            null);
    check(summarise(filter, null, "USD", true), e -> isWithin(e) && wanted.test(e), keys, "USD");
  }

  @Test
  void filtersByWhatTheClientIs() {
    SummaryFilter filter =
        new SummaryFilter(
            null,
            null,
            List.of(SummaryKey.CLIENT),
            null,
            null,
            null,
            null,
            plain.people().get(1),
            List.of(ClientStatus.PAUSED),
            List.of(EntityType.LLC),
            null);
    Summary summary = summarise(filter, null, "USD", true);
    assertThat(summary.items())
        .extracting(g -> g.client().id())
        .containsExactly(plain.pausedClient());
    check(summary, e -> e.client() == plain.pausedClient(), EnumSet.of(SummaryKey.CLIENT), "USD");
  }

  @Test
  void noEntriesAreZeroHoursAndNoGroup() {
    LocalDate never = LocalDate.of(1999, 1, 1);
    Summary summary =
        summarise(SummaryFilter.of(never, never.plusDays(1), SummaryKey.CLIENT), null, "USD", true);
    assertThat(summary.items()).isEmpty();
    assertThat(summary.totals().hours()).isEqualTo("0");
    assertThat(summary.totals().amount()).isEqualTo("0.00");
    assertThat(summary.totals().entries()).isZero();
    assertThat(summary.otherCurrencies()).isEmpty();
  }

  @Test
  void upTo20000GroupsAreAnsweredAndMoreAreRefused() {
    LocalDate first = LocalDate.of(2100, 1, 1);
    plain.addDays(database, first, 20_001);
    SummaryFilter fits = SummaryFilter.of(first, first.plusDays(20_000), SummaryKey.DAY);
    Summary summary = summarise(fits, null, "USD", true);
    assertThat(summary.items()).hasSize(20_000);
    assertThat(summary.totals().entries()).isEqualTo(20_000);
    SummaryFilter tooMany = SummaryFilter.of(first, null, SummaryKey.DAY);
    ProblemException refusal =
        catchThrowableOfType(ProblemException.class, () -> summarise(tooMany, null, "USD", true));
    assertThat(refusal.type()).isEqualTo(ProblemType.UNPROCESSABLE);
    assertThat(refusal).hasMessageContaining("20000 groups");
    database.execute("delete from timesheet_entries where date >= '2100-01-01'");
  }

  private static boolean isWithin(PlainEntry entry) {
    return !entry.date().isBefore(FROM) && entry.date().isBefore(TO);
  }

  private static SummaryFilter by(Set<SummaryKey> keys) {
    return SummaryFilter.of(FROM, TO, keys.toArray(SummaryKey[]::new));
  }

  private static Summary summarise(
      SummaryFilter filter, Long onlyOf, String currency, boolean money) {
    return database.read(1, () -> repository.summarise(filter, onlyOf, currency, money));
  }

  private static void check(
      Summary summary, Predicate<PlainEntry> wanted, Set<SummaryKey> keys, String currency) {
    List<PlainEntry> entries = plain.entries().stream().filter(wanted).toList();
    assertThat(PlainSummary.groups(summary))
        .as("by %s in %s", keys, currency)
        .isEqualTo(PlainSummary.groups(entries, keys, currency));
    assertThat(PlainSummary.sums(summary.totals())).isEqualTo(PlainSummary.sums(entries, currency));
  }
}
