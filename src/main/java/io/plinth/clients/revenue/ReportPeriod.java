package io.plinth.clients.revenue;

import io.plinth.platform.error.ProblemException;
import java.time.LocalDate;

/**
 * The days a report is about.
 *
 * @param to exclusive
 */
public record ReportPeriod(LocalDate from, LocalDate to) {
  private static final int MOST_YEARS = 50;

  /**
   * The period of two parameters that may be null: the current calendar year without both, else the
   * calendar year of the one that is given, from its beginning or to its end. A {@code to} past the
   * current year starts at the beginning of that.
   */
  public static ReportPeriod of(LocalDate from, LocalDate to, LocalDate today) {
    LocalDate first = from == null ? yearBefore(to, today) : from;
    LocalDate past = to == null ? first.withDayOfYear(1).plusYears(1) : to;
    if (!first.isBefore(past)) {
      throw ProblemException.invalidParameter("to", "to must be after from; it is exclusive.");
    }
    if (past.isAfter(first.plusYears(MOST_YEARS))) {
      throw ProblemException.invalidParameter(
          "from", "A period has at most " + MOST_YEARS + " years.");
    }
    return new ReportPeriod(first, past);
  }

  private static LocalDate yearBefore(LocalDate to, LocalDate today) {
    LocalDate year = today.withDayOfYear(1);
    return to == null || to.isAfter(year) ? year : to.minusDays(1).withDayOfYear(1);
  }
}
