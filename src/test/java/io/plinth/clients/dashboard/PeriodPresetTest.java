package io.plinth.clients.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class PeriodPresetTest {
  private static final LocalDate TODAY = LocalDate.of(2026, 11, 21);

  @Test
  void endsAreExclusive() {
    assertThat(PeriodPreset.THIS_MONTH.around(TODAY)).isEqualTo(period("2026-11-01", "2026-12-01"));
    assertThat(PeriodPreset.THIS_QUARTER.around(TODAY))
        .isEqualTo(period("2026-10-01", "2027-01-01"));
    assertThat(PeriodPreset.THIS_YEAR.around(TODAY)).isEqualTo(period("2026-01-01", "2027-01-01"));
    assertThat(PeriodPreset.LAST_YEAR.around(TODAY)).isEqualTo(period("2025-01-01", "2026-01-01"));
  }

  @Test
  void keysReadAsInTheAddress() {
    assertThat(PeriodPreset.of("this-quarter")).contains(PeriodPreset.THIS_QUARTER);
    assertThat(PeriodPreset.of("THIS_QUARTER")).isEmpty();
  }

  private static DashboardView.Period period(String from, String to) {
    return new DashboardView.Period(LocalDate.parse(from), LocalDate.parse(to));
  }
}
