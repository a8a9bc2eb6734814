package io.plinth.clients.importer;

import java.util.List;

/**
 * The evidence on dates by separator: a file may write 3/4/2024 in one column, 4.3.2024 in another.
 */
final class DateEvidences {

  private final List<DateEvidence> bySeparator =
      List.of(new DateEvidence('/'), new DateEvidence('.'), new DateEvidence('-'));

  void add(DateText date, long line, String column, String value) {
    if (date.hasDate && !date.yearFirst) {
      of(date.separator).add(date, line, column, value);
    }
  }

  private DateEvidence of(char separator) {
    return bySeparator.get(separator == '/' ? 0 : separator == '.' ? 1 : 2);
  }

  /** Settles every separator met, or rejects the file. */
  Decision decide() {
    return new Decision(of('/').decide(), of('.').decide(), of('-').decide(), pattern());
  }

  private String pattern() {
    List<DateEvidence> met = bySeparator.stream().filter(DateEvidence::seen).toList();
    return met.size() == 1 ? met.get(0).decide().pattern(met.get(0).separator()) : null;
  }

  /**
   * The order by separator.
   *
   * @param pattern the format to show, when the file has one with the year last; else null
   */
  record Decision(DateOrder slash, DateOrder point, DateOrder dash, String pattern) {

    DateOrder of(char separator) {
      return separator == '/' ? slash : separator == '.' ? point : dash;
    }
  }
}
