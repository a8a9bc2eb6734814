package io.plinth.clients.importer;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/**
 * Collects over the whole file what its dates say about the order of day and month, for one
 * separator. A number over 12 proves the order; two proofs that contradict each other, or none
 * where one is needed, reject the file. Only dates with points need no proof: they are written day
 * first wherever they are used, unless the file itself proves otherwise.
 */
final class DateEvidence {

  private static final DateTimeFormatter LONG =
      DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.ENGLISH);

  private final char separator;
  private Sighting dayFirst;
  private Sighting monthFirst;
  private Sighting open;
  private boolean seen;

  private record Sighting(long line, String column, String value, int first, int second, int year) {
    String as(DateOrder order) {
      boolean dayFirst = order == DateOrder.DAY_FIRST;
      return LocalDate.of(year, dayFirst ? second : first, dayFirst ? first : second).format(LONG);
    }
  }

  DateEvidence(char separator) {
    this.separator = separator;
  }

  /** Takes in one date whose year stands last. */
  void add(DateText date, long line, String column, String value) {
    int a = date.first;
    int b = date.second;
    boolean known = dayFirst != null && monthFirst != null;
    if (known || a < 1 || b < 1 || a > 31 || b > 31 || Math.min(a, b) > 12) {
      return;
    }
    seen = true;
    if (a > 12 && dayFirst == null) {
      dayFirst = new Sighting(line, column, value, a, b, date.third);
    } else if (b > 12 && monthFirst == null) {
      monthFirst = new Sighting(line, column, value, a, b, date.third);
    } else if (a <= 12 && b <= 12 && a != b && open == null && date.third > 0) {
      open = new Sighting(line, column, value, a, b, date.third);
    }
  }

  boolean seen() {
    return seen;
  }

  char separator() {
    return separator;
  }

  /** The order the file proves. */
  DateOrder decide() {
    if (dayFirst != null && monthFirst != null) {
      throw contradiction();
    }
    if (monthFirst != null) {
      return DateOrder.MONTH_FIRST;
    }
    if (dayFirst == null && open != null && separator != '.') {
      throw ambiguous();
    }
    return DateOrder.DAY_FIRST;
  }

  private ImportRejected contradiction() {
    String detail =
        "Line %d has the day first (%s), line %d the month first (%s): no one format reads both. %s"
            .formatted(dayFirst.line, dayFirst.value, monthFirst.line, monthFirst.value, advice());
    return new ImportRejected(
        List.of(
            new ImportProblem(dayFirst.line, dayFirst.column, dayFirst.value, detail),
            new ImportProblem(monthFirst.line, monthFirst.column, monthFirst.value, detail)));
  }

  private ImportRejected ambiguous() {
    String detail =
        "This date can be read two ways, as %s (day first) or as %s (month first), and no date in"
            + " the file settles it. %s";
    return ImportRejected.of(
        open.line,
        open.column,
        open.value,
        detail.formatted(open.as(DateOrder.DAY_FIRST), open.as(DateOrder.MONTH_FIRST), advice()));
  }

  private String advice() {
    return "State dateFormat in the mapping: \"%s\" or \"%s\"."
        .formatted(
            DateOrder.MONTH_FIRST.pattern(separator), DateOrder.DAY_FIRST.pattern(separator));
  }
}
