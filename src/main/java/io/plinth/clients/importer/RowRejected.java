package io.plinth.clients.importer;

/**
 * Why a row cannot be stored. Thrown and caught within the reading of one row; carries no stack
 * trace, since a bad file has one for each row.
 */
final class RowRejected extends Exception {

  private static final long serialVersionUID = 1L;

  private final int column;
  private final String value;

  RowRejected(int column, String value, String detail) {
    super(detail, null, false, false);
    this.column = column;
    this.value = value;
  }

  ImportProblem problem(long line, Header header) {
    return new ImportProblem(line, header.name(column), value, getMessage());
  }
}
