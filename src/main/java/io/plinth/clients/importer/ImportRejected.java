package io.plinth.clients.importer;

import java.util.List;

/** The file as a whole, or the mapping sent with it, cannot be read; says everything wrong. */
public class ImportRejected extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<ImportProblem> problems;

  /** Rejects with every problem found, at least one. */
  public ImportRejected(List<ImportProblem> problems) {
    super(problems.get(0).detail());
    this.problems = List.copyOf(problems);
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
