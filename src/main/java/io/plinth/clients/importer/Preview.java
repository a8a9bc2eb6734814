package io.plinth.clients.importer;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a file would become.
 *
 * @param format null where the file cannot be read
 * @param mapping as it would be sent back
 * @param rows the file's records
 * @param accepted how many could be stored, and {@code hours} what they add up to
 * @param items the first rows as they would be stored
 * @param problems the first of {@code problemCount}
 */
public record Preview(
    SourceFormat format,
    String sourceSystem,
    List<String> columns,
    Map<String, Object> mapping,
    long rows,
    long accepted,
    BigDecimal hours,
    List<ImportRow> items,
    long problemCount,
    List<ImportProblem> problems) {

  /** The file cannot be read (yet); its columns are what a mapping can name. */
  static Preview rejected(ImportRejected rejection, List<String> columns) {
    List<ImportProblem> problems = rejection.problems();
    return new Preview(
        null, null, columns, Map.of(), 0, 0, BigDecimal.ZERO, List.of(), problems.size(), problems);
  }

  static Preview of(TimesheetFile file, Collector collected) {
    return new Preview(
        file.format(),
        file.sourceSystem(),
        file.header(),
        file.mapping().toMap(),
        file.rows(),
        collected.accepted,
        BigDecimal.valueOf(collected.seconds)
            .divide(BigDecimal.valueOf(3600), 4, RoundingMode.HALF_UP),
        collected.rows,
        collected.problemCount,
        collected.problems);
  }

  /** Keeps the beginning and counts the rest. */
  static final class Collector implements RowSink {
    private static final int MOST_ROWS = 20;
    private static final int MOST_PROBLEMS = 100;
    private final List<ImportRow> rows = new ArrayList<>();
    private final List<ImportProblem> problems = new ArrayList<>();
    private long accepted;
    private long seconds;
    private long problemCount;

    @Override
    public void row(ImportRow row) {
      accepted++;
      seconds += row.seconds();
      if (rows.size() < MOST_ROWS) {
        rows.add(row);
      }
    }

    @Override
    public void problem(ImportProblem problem) {
      problemCount++;
      if (problems.size() < MOST_PROBLEMS) {
        problems.add(problem);
      }
    }
  }
}
