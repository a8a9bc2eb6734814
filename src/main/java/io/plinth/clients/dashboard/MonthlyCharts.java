package io.plinth.clients.dashboard;

import io.plinth.platform.web.Chart;
import io.plinth.platform.web.Chart.Category;
import io.plinth.platform.web.Chart.Series;
import io.plinth.platform.web.Chart.Writing;
import io.plinth.platform.web.Formats;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.function.Function;

/**
 * Hours and revenue by month. Two charts above each other and not one with two axes: two scales in
 * one picture suggest a relation that is only the choice of the scales.
 */
public final class MonthlyCharts {
  private MonthlyCharts() {}

  /** Billable hours with the others on top. */
  public static Chart hours(
      String id, List<DashboardView.Month> months, LocalDate today, Formats formats) {
    List<Series> series =
        List.of(
            Series.bars("Billable", "s1", values(months, DashboardView.Month::billableHours)),
            Series.bars("Not billable", "s2", values(months, MonthlyCharts::nonBillable)));
    return Chart.of(
        id,
        hoursCaption(months, formats),
        categories(months, today, formats),
        series,
        new Writing(formats::shortNumber, v -> formats.hours(v) + " h"));
  }

  /** Revenue of each month. */
  public static Chart revenue(
      String id,
      List<DashboardView.Month> months,
      String currency,
      LocalDate today,
      Formats formats) {
    List<BigDecimal> values = values(months, DashboardView.Month::revenue);
    return Chart.of(
        id,
        revenueCaption(months, values, currency, formats),
        categories(months, today, formats),
        List.of(Series.bars("Revenue", "s3", values)),
        new Writing(v -> formats.shortMoney(v, currency), v -> formats.money(v, currency)));
  }

  /** The months that are over: a trend must not end in a fall that is only the future. */
  public static List<DashboardView.Month> until(List<DashboardView.Month> months, LocalDate today) {
    return months == null
        ? List.of()
        : months.stream().filter(m -> m.month().isBefore(YearMonth.from(today))).toList();
  }

  /** The billable share of a month's hours; 0 without hours. */
  public static BigDecimal billableShare(DashboardView.Month month) {
    return month.hours().signum() == 0
        ? BigDecimal.ZERO
        : month.billableHours().divide(month.hours(), 4, RoundingMode.HALF_UP);
  }

  private static List<Category> categories(
      List<DashboardView.Month> months, LocalDate today, Formats formats) {
    YearMonth now = YearMonth.from(today);
    boolean years = months.size() > 12;
    return months.stream()
        .map(
            m ->
                new Category(
                    years ? formats.monthAndYear(m.month()) : formats.shortMonth(m.month()),
                    formats.month(m.month()) + (m.month().equals(now) ? " so far" : ""),
                    !m.month().isBefore(now)))
        .toList();
  }

  private static String hoursCaption(List<DashboardView.Month> months, Formats formats) {
    BigDecimal total = sum(values(months, DashboardView.Month::hours));
    if (total.signum() == 0) {
      return "No hours in this period";
    }
    BigDecimal billable = sum(values(months, DashboardView.Month::billableHours));
    BigDecimal share = billable.divide(total, 4, RoundingMode.HALF_UP);
    return formats.count(total.setScale(0, RoundingMode.HALF_UP))
        + " hours, "
        + formats.percent(share)
        + " of them billable";
  }

  private static String revenueCaption(
      List<DashboardView.Month> months, List<BigDecimal> values, String currency, Formats formats) {
    BigDecimal highest = values.stream().reduce(BigDecimal.ZERO, BigDecimal::max);
    if (highest.signum() == 0) {
      return "No revenue in this period";
    }
    return formats.money(sum(values), currency)
        + " revenue, most in "
        + formats.month(months.get(values.indexOf(highest)).month());
  }

  private static BigDecimal nonBillable(DashboardView.Month month) {
    return month.hours().subtract(month.billableHours());
  }

  private static List<BigDecimal> values(
      List<DashboardView.Month> months, Function<DashboardView.Month, BigDecimal> value) {
    return months.stream().map(m -> orZero(value.apply(m))).toList();
  }

  private static BigDecimal orZero(BigDecimal value) {
    return value == null ? BigDecimal.ZERO : value;
  }

  private static BigDecimal sum(List<BigDecimal> values) {
    return values.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
  }
}
