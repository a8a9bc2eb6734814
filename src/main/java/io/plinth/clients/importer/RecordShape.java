package io.plinth.clients.importer;

import de.siegmar.fastcsv.reader.CsvRecord;

/** Tells records that hold an entry from those that do not. */
final class RecordShape {

  private static final String TOTAL = "total";

  private final Layout layout;
  private final int columns;

  RecordShape(Header header, Layout layout) {
    this.layout = layout;
    this.columns = header.size();
  }

  /** Whether the record has a field for each column and no more. */
  boolean fits(CsvRecord row) {
    return row.getFieldCount() == columns;
  }

  /** Whether this is the sum that Clockify writes below the entries: no date, and called Total. */
  boolean isTotal(CsvRecord row) {
    if (layout.format() != SourceFormat.CLOCKIFY) {
      return false;
    }
    String first = CellText.trim(row.getField(0));
    int date = layout.column(ImportField.DATE);
    boolean dated = date < row.getFieldCount() && CellText.orNull(row.getField(date)) != null;
    return first.regionMatches(true, 0, TOTAL, 0, TOTAL.length()) && !dated;
  }

  RowRejected misfit(CsvRecord row) {
    return new RowRejected(
        Header.NONE,
        null,
        "The row has %d fields, the header %d columns.".formatted(row.getFieldCount(), columns));
  }
}
