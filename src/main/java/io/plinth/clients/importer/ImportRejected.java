package io.plinth.clients.importer;

import java.util.List;
import java.util.Optional;

/** The file as a whole, or the mapping sent with it, cannot be read; says everything wrong. */
public class ImportRejected extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<ImportProblem> problems;
  private final transient Recognised recognised;

  /** What is known of a file that cannot be read yet: a question about it is open. */
  record Recognised(SourceFormat format, ImportMapping mapping) {}

  /** Rejects with every problem found, at least one. */
  public ImportRejected(List<ImportProblem> problems) {
    this(problems, null);
  }

  private ImportRejected(List<ImportProblem> problems, Recognised recognised) {
    super(problems.get(0).detail());
    this.problems = List.copyOf(problems);
    this.recognised = recognised;
  }

  /** The same of a file whose format is known. */
  ImportRejected with(SourceFormat format, ImportMapping mapping) {
    return new ImportRejected(problems, new Recognised(format, mapping));
  }

  /** Empty where not even the format is known. */
  Optional<Recognised> recognised() {
    return Optional.ofNullable(recognised);
  }

  static ImportRejected of(long line, String detail) {
    return of(line, null, null, detail);
  }

  static ImportRejected of(long line, String column, String value, String detail) {
    return new ImportRejected(List.of(new ImportProblem(line, column, value, detail)));
  }

  /** What is wrong, in the order found; never empty. */
  public List<ImportProblem> problems() {
    return problems;
  }
}
