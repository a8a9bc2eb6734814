package io.plinth.clients.importer;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** A file analysed and read, and what came of it; how the tests of this package see the reader. */
record Reading(TimesheetFile file, List<ImportRow> rows, List<ImportProblem> problems) {

  static final ImportDefaults BERLIN =
      new ImportDefaults(ZoneId.of("Europe/Berlin"), Rounding.NONE, "No client", "CHF");

  private static final Path SHARED = Path.of("..", "shared", "data", "timesheets");

  static Reading of(String csv) {
    return of(csv, null);
  }

  static Reading of(String csv, String mapping) {
    return of(csv.getBytes(StandardCharsets.UTF_8), mapping, BERLIN);
  }

  static Reading of(byte[] csv, String mapping, ImportDefaults defaults) {
    return of(() -> new ByteArrayInputStream(csv), mapping, defaults);
  }

  static Reading of(FileSource source, String mapping, ImportDefaults defaults) {
    try {
      ImportMapping parsed = mapping == null ? null : ImportMapping.parse(mapping);
      TimesheetFile file = TimesheetFile.analyze(source, parsed, defaults);
      return again(file, source);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Reading again(TimesheetFile file, FileSource source) throws IOException {
    List<ImportRow> rows = new ArrayList<>();
    List<ImportProblem> problems = new ArrayList<>();
    file.read(
        source,
        new RowSink() {
          @Override
          public void row(ImportRow row) {
            rows.add(row);
          }

          @Override
          public void problem(ImportProblem problem) {
            problems.add(problem);
          }
        });
    return new Reading(file, rows, problems);
  }

  static Reading resource(String name) {
    return of(() -> Reading.class.getResourceAsStream("/timesheets/" + name), null, BERLIN);
  }

  /** A file of the shared data folder; the test is skipped where that is absent. */
  static Reading shared(String name, String mapping) {
    assumeShared(name);
    return of(() -> Files.newInputStream(SHARED.resolve(name)), mapping, BERLIN);
  }

  static void assumeShared(String name) {
    Path path = SHARED.resolve(name);
    Assumptions.assumeTrue(
        Files.isReadable(path), "shared test data absent, expected beside the checkout: " + path);
  }

  static ImportRejected rejected(String csv) {
    return rejected(csv, null);
  }

  static ImportRejected rejected(String csv, String mapping) {
    return rejected(csv.getBytes(StandardCharsets.UTF_8), mapping);
  }

  static ImportRejected rejected(byte[] csv, String mapping) {
    return catchThrowableOfType(ImportRejected.class, () -> of(csv, mapping, BERLIN));
  }

  ImportRow only() {
    if (rows.size() != 1 || !problems.isEmpty()) {
      throw new AssertionError("not one row: " + rows + " " + problems);
    }
    return rows.get(0);
  }

  ImportProblem onlyProblem() {
    if (!rows.isEmpty() || problems.size() != 1) {
      throw new AssertionError("not one problem: " + rows + " " + problems);
    }
    return problems.get(0);
  }

  long seconds() {
    return rows.stream().mapToLong(ImportRow::seconds).sum();
  }

  BigDecimal hours() {
    return BigDecimal.valueOf(seconds())
        .divide(BigDecimal.valueOf(3600), 4, RoundingMode.HALF_UP)
        .stripTrailingZeros();
  }
}
