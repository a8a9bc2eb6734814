package io.plinth.clients.importer;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a file would become.
 *
 * @param format null where it is not known
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

  /**
   * The file cannot be read (yet). Where its format is known, so is the mapping, in which the
   * answer to what is open is missing; else its columns are what a mapping can name.
   */
  static Preview rejected(ImportRejected rejection, List<String> columns) {
    ImportRejected.Recognised known = rejection.recognised().orElse(null);
    List<ImportProblem> problems = rejection.problems();
    return new Preview(
        known == null ? null : known.format(),
        known == null ? null : known.mapping().sourceSystem(),
        columns,
        known == null ? Map.of() : known.mapping().toMap(),
        0,
        0,
        BigDecimal.ZERO,
        List.of(),
        problems.size(),
        problems);
  }

  /** Whether nothing about the file as a whole is open: a readable one has rows. */
  boolean canBeImported() {
    return rows > 0;
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
