package io.plinth.clients.importer;

import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A timesheet file that has been looked through and can be read: its format is known and nothing in
 * it is open to two readings. Immutable; may be read by several threads, each with its own sink.
 */
public final class TimesheetFile {

  private final Dialect dialect;
  private final Header header;
  private final Layout layout;
  private final Settled settled;
  private final ImportDefaults defaults;
  private final ImportMapping mapping;
  private final long rows;

  private TimesheetFile(
      Dialect dialect,
      Header header,
      Layout layout,
      FirstPass pass,
      Settled settled,
      ImportMapping user,
      ImportDefaults defaults) {
    this.dialect = dialect;
    this.header = header;
    this.layout = layout;
    this.settled = settled;
    this.defaults = defaults;
    this.mapping = effective(user);
    this.rows = pass.rows();
  }

  /**
   * Goes through the whole file as a stream, in memory bounded by one record.
   *
   * @param mapping what the user says about the file; null for nothing
   * @throws ImportRejected when the file is no timesheet, is damaged, or can be read two ways
   * @throws IOException when the source cannot be read
   */
  public static TimesheetFile analyze(
      FileSource source, ImportMapping mapping, ImportDefaults defaults)
      throws IOException, ImportRejected {
    ImportMapping user = mapping == null ? ImportMapping.NONE : mapping;
    try (BufferedInputStream in = new BufferedInputStream(source.open(), DialectDetector.PREFIX)) {
      in.mark(DialectDetector.PREFIX);
      Dialect dialect = DialectDetector.detect(in.readNBytes(DialectDetector.PREFIX));
      in.reset();
      try (CsvRecords records = CsvRecords.of(in, dialect)) {
        Header header = header(records);
        Layout layout = new LayoutResolver(header, user, defaults).resolve();
        FirstPass pass = new FirstPass(header, layout, user, defaults);
        return new TimesheetFile(
            dialect,
            header,
            layout,
            pass,
            settled(pass, records, header, layout, user),
            user,
            defaults);
      }
    }
  }

  /** Settles what no single row can tell; a file with an open question is refused as what it is. */
  private static Settled settled(
      FirstPass pass, CsvRecords records, Header header, Layout layout, ImportMapping user)
      throws IOException {
    try {
      return pass.run(records);
    } catch (ImportRejected e) {
      throw e.with(layout.format(), named(header, layout, user));
    }
  }

  /** The columns and settings as far as the header and the user tell them. */
  private static ImportMapping named(Header header, Layout layout, ImportMapping user) {
    Map<ImportField, String> columns = new EnumMap<>(ImportField.class);
    layout.columns().forEach((field, column) -> columns.put(field, header.name(column)));
    String system = user.sourceSystem();
    if (system == null) {
      system = layout.format().name().toLowerCase(Locale.ROOT) + "-" + header.hash();
    }
    return new ImportMapping(
        columns, system, user.dateFormat(), user.timeZone(), user.decimal(), user.rounding());
  }

  /**
   * The column names alone, for a file whose meaning is still to be said; none where it has none.
   */
  static List<String> columns(FileSource source) throws IOException {
    try (BufferedInputStream in = new BufferedInputStream(source.open(), DialectDetector.PREFIX)) {
      in.mark(DialectDetector.PREFIX);
      Dialect dialect = DialectDetector.detect(in.readNBytes(DialectDetector.PREFIX));
      in.reset();
      try (CsvRecords records = CsvRecords.of(in, dialect)) {
        return header(records).names();
      }
    } catch (ImportRejected e) {
      return List.of();
    }
  }

  private static Header header(CsvRecords records) throws IOException {
    CsvRecord first = records.next();
    if (first == null) {
      throw ImportRejected.of(0, "The file is empty.");
    }
    if (first.getFieldCount() > CsvRecords.MAX_COLUMNS) {
      throw ImportRejected.of(
          first.getStartingLineNumber(),
          "The header has %d columns; at most %d are read."
              .formatted(first.getFieldCount(), CsvRecords.MAX_COLUMNS));
    }
    if (first.getFields().stream().anyMatch(name -> name.indexOf('\0') >= 0)) {
      throw ImportRejected.of(
          first.getStartingLineNumber(),
          "A column's name holds the character NUL. Is this a CSV file?");
    }
    return new Header(first.getFields());
  }

  /**
   * What will be done, as the mapping that says so; its settings are filled where they are known.
   */
  private ImportMapping effective(ImportMapping user) {
    ImportMapping named = named(header, layout, user);
    String dates = user.dateFormat() == null ? settled.dates().pattern() : user.dateFormat();
    return new ImportMapping(
        named.columns(),
        named.sourceSystem(),
        dates,
        settled.zone(),
        settled.decimal(),
        settled.rounding());
  }

  /**
   * Reads the file again, as a stream, and hands each record to {@code sink} in file order, exactly
   * once: {@link #rows()} calls in all unless the sink wants no more.
   *
   * @throws ImportRejected when the file is no longer the one that was analysed
   * @throws IOException when the source cannot be read
   */
  public void read(FileSource source, RowSink sink) throws IOException {
    try (InputStream in = source.open();
        CsvRecords records = CsvRecords.of(in, dialect)) {
      if (!header(records).names().equals(header.names())) {
        throw ImportRejected.of(1, "The file has changed since it was looked through.");
      }
      RowReader reader = new RowReader(header, layout, settled, defaults, sourceSystem());
      for (CsvRecord row = wanted(records, sink); row != null; row = wanted(records, sink)) {
        if (!reader.isTotal(row)) {
          hand(reader, row, sink);
        }
      }
    }
  }

  private static CsvRecord wanted(CsvRecords records, RowSink sink) throws IOException {
    return sink.wantsMore() ? records.next() : null;
  }

  private void hand(RowReader reader, CsvRecord record, RowSink sink) {
    ImportRow row;
    try {
      row = reader.read(record);
    } catch (RowRejected e) {
      sink.problem(e.problem(record.getStartingLineNumber(), header));
      return;
    }
    sink.row(row);
  }

  /** The format its header shows; {@code MAPPED} when only the mapping makes it readable. */
  public SourceFormat format() {
    return layout.format();
  }

  /** The columns and settings it will be read by; sent back as it is, it changes nothing. */
  public ImportMapping mapping() {
    return mapping;
  }

  /** The column names, trimmed, in the order of the file. */
  public List<String> header() {
    return header.names();
  }

  /** The encoding: UTF-8, UTF-16LE or UTF-16BE. */
  public Charset charset() {
    return dialect.charset();
  }

  /** The delimiter: comma, semicolon or tab. */
  public char delimiter() {
    return dialect.delimiter();
  }

  /** The records it has, without header, blank lines and totals; those to be rejected included. */
  public long rows() {
    return rows;
  }

  /** The origin its entries are stored under; the mapping's, else format and hash of the header. */
  public String sourceSystem() {
    return mapping.sourceSystem();
  }
}
