package io.plinth.clients.revenue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plinth.platform.error.FieldError;
import io.plinth.platform.error.ProblemException;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReportPeriodTest {
  private static final LocalDate TODAY = LocalDate.of(2026, 5, 20);

  @ParameterizedTest
  @CsvSource({
    ", , 2026-01-01, 2027-01-01",
    "2024-07-01, , 2024-07-01, 2025-01-01",
    ", 2024-07-01, 2024-01-01, 2024-07-01",
    ", 2026-01-01, 2025-01-01, 2026-01-01",
    ", 2026-03-01, 2026-01-01, 2026-03-01",
    ", 2028-01-01, 2026-01-01, 2028-01-01"
  })
  void whatIsNotGivenIsTheCalendarYears(
      LocalDate from, LocalDate to, LocalDate first, LocalDate past) {
    assertThat(ReportPeriod.of(from, to, TODAY)).isEqualTo(new ReportPeriod(first, past));
  }

  @ParameterizedTest
  @CsvSource({"2026-05-01, 2026-05-01, to", "1970-01-01, 2026-01-01, from"})
  void emptyAndEndlessPeriodsAreRefused(LocalDate from, LocalDate to, String parameter) {
    assertThatThrownBy(() -> ReportPeriod.of(from, to, TODAY))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e ->
                assertThat(e.errors())
                    .extracting(FieldError::parameter)
                    .containsExactly(parameter));
  }

  @ParameterizedTest
  @ValueSource(strings = {"zzz", "QQQ", "usd", "EURO", "€"})
  void currenciesAreIsoCodes(String currency) {
    assertThatThrownBy(
            () -> new RevenueFilter(null, null, null, null, null, List.of(), List.of(), currency))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e ->
                assertThat(e.errors())
                    .extracting(FieldError::parameter)
                    .containsExactly("currency"));
  }

  @Test
  void filterWithoutCurrencyIsInTheFirms() {
    assertThat(
            new RevenueFilter(null, null, null, null, null, List.of(), List.of(), null)
                .complete(TODAY, "CHF")
                .currency())
        .isEqualTo("CHF");
  }
}
