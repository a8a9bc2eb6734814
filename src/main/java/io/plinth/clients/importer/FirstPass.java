package io.plinth.clients.importer;

import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.time.ZoneId;

/** Goes through all records once, counts them and settles what no single row can tell. */
final class FirstPass {

  private final Header header;
  private final Layout layout;
  private final ImportMapping mapping;
  private final ImportDefaults defaults;
  private final RecordShape shape;
  private final DatePattern pattern;

  private final DateEvidences dates = new DateEvidences();
  private final DecimalEvidence decimals = new DecimalEvidence();
  private final DecimalEvidence asideDecimals = new DecimalEvidence();
  private final DurationEvidence durations = new DurationEvidence();
  private final DateText text = new DateText();
  private long rows;

  FirstPass(Header header, Layout layout, ImportMapping mapping, ImportDefaults defaults) {
    this.header = header;
    this.layout = layout;
    this.mapping = mapping;
    this.defaults = defaults;
    this.shape = new RecordShape(header, layout);
    this.pattern = mapping.dateFormat() == null ? null : DatePattern.of(mapping.dateFormat());
  }

  /** Reads {@code records}, the header already taken, to the end. */
  Settled run(CsvRecords records) throws IOException {
    for (CsvRecord row = records.next(); row != null; row = records.next()) {
      if (shape.isTotal(row)) {
        continue;
      }
      rows++;
      if (shape.fits(row)) {
        look(row);
      }
    }
    if (rows == 0) {
      throw ImportRejected.of(1, "The file has a header but no rows.");
    }
    return settle();
  }

  long rows() {
    return rows;
  }

  private void look(CsvRecord row) {
    date(row, layout.column(ImportField.DATE));
    int start = date(row, layout.column(ImportField.START));
    int end = date(row, layout.column(ImportField.END));
    date(row, layout.endDate());
    int hours = layout.column(ImportField.HOURS);
    number(row, hours);
    number(row, layout.column(ImportField.MINUTES));
    for (int column : layout.fallbackDurations()) {
      number(row, column);
    }
    money(decimals, row, layout.column(ImportField.RATE));
    for (int column : layout.amounts()) {
      money(asideDecimals, row, column);
    }
    String duration = layout.openDuration() ? cell(row, hours) : null;
    if (duration != null) {
      boolean clock = start != Moment.NO_TIME && end != Moment.NO_TIME;
      int elapsed = clock ? Math.floorMod(end - start, Moment.MIDNIGHT) : 0;
      durations.add(duration, elapsed, row.getStartingLineNumber());
    }
  }

  /** Takes in a date and returns the clock time in the cell. */
  private int date(CsvRecord row, int column) {
    String value = cell(row, column);
    if (value == null || (pattern != null && !layout.openDuration()) || !text.parse(value)) {
      return Moment.NO_TIME;
    }
    if (pattern == null) {
      dates.add(text, row.getStartingLineNumber(), header.name(column), value);
    }
    return text.secondOfDay;
  }

  private void number(CsvRecord row, int column) {
    String value = cell(row, column);
    if (value != null && value.indexOf(':') < 0) {
      decimals.add(value, row.getStartingLineNumber(), header.name(column));
    }
  }

  private void money(DecimalEvidence evidence, CsvRecord row, int column) {
    String value = cell(row, column);
    if (value != null) {
      evidence.add(Money.of(value).number(), row.getStartingLineNumber(), header.name(column));
    }
  }

  private static String cell(CsvRecord row, int column) {
    return column == Header.NONE ? null : CellText.orNull(row.getField(column));
  }

  private Settled settle() {
    char decimal = mapping.decimal() == null ? decimals.decide(asideDecimals) : mapping.decimal();
    boolean stated = mapping.columns().containsKey(ImportField.HOURS);
    String hours = header.name(layout.column(ImportField.HOURS));
    DurationUnit unit =
        layout.openDuration()
            ? durations.decide(layout.format(), hours, stated)
            : DurationUnit.HOURS;
    ZoneId zone = mapping.timeZone() == null ? defaults.zone() : mapping.timeZone();
    Rounding rounding = mapping.rounding() == null ? defaults.rounding() : mapping.rounding();
    return new Settled(zone, pattern, dates.decide(), decimal, unit, rounding);
  }
}
