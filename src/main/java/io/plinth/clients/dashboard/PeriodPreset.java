package io.plinth.clients.dashboard;

import io.plinth.platform.web.Option;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A period by name. It stands in the address instead of its dates, so that a bookmark of "this
 * month" still means this month when the next one comes.
 */
public enum PeriodPreset {
  /** From the first of the month. */
  THIS_MONTH("This month"),
  /** From the first of January, April, July or October. */
  THIS_QUARTER("This quarter"),
  /** The calendar year; the default. */
  THIS_YEAR("This year"),
  /** The calendar year before. */
  LAST_YEAR("Last year");

  /** The value of the parameter for dates of one's own. */
  public static final String CUSTOM = "custom";

  private static final int MONTHS_A_QUARTER = 3;

  private final String label;

  PeriodPreset(String label) {
    this.label = label;
  }

  /** As in the address: {@code this-month}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Finds a preset by its key. */
  public static Optional<PeriodPreset> of(String key) {
    return Arrays.stream(values()).filter(preset -> preset.key().equals(key)).findFirst();
  }

  /** The choices of a filter, with one's own dates last. */
  public static List<Option> options() {
    List<Option> options =
        new ArrayList<>(Arrays.stream(values()).map(p -> new Option(p.key(), p.label)).toList());
    options.add(new Option(CUSTOM, "Own dates"));
    return options;
  }

  /** The dates, the end exclusive. */
  public DashboardView.Period around(LocalDate today) {
    LocalDate month = today.withDayOfMonth(1);
    LocalDate year = today.withDayOfYear(1);
    return switch (this) {
      case THIS_MONTH -> new DashboardView.Period(month, month.plusMonths(1));
      case THIS_QUARTER -> {
        LocalDate quarter = month.minusMonths((month.getMonthValue() - 1) % MONTHS_A_QUARTER);
        yield new DashboardView.Period(quarter, quarter.plusMonths(MONTHS_A_QUARTER));
      }
      case THIS_YEAR -> new DashboardView.Period(year, year.plusYears(1));
      case LAST_YEAR -> new DashboardView.Period(year.minusYears(1), year);
    };
  }
}
