package io.plinth.clients.importer;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The records of a file, one at a time, in memory bounded by one record: no field over 65,536
 * characters, no record over a million. Blank records do not appear.
 */
final class CsvRecords implements Closeable {

  static final int MAX_COLUMNS = 200;
  static final int MAX_FIELD = 64 * 1024;

  private static final int MAX_FIELDS = 10 * MAX_COLUMNS;
  private static final int MAX_RECORD = 1024 * 1024;
  private static final Pattern LINE = Pattern.compile("line (\\d+)");

  private final CsvReader<CsvRecord> reader;
  private final CloseableIterator<CsvRecord> records;
  private long line = 1;

  private CsvRecords(CsvReader<CsvRecord> reader) {
    this.reader = reader;
    this.records = reader.iterator();
  }

  /** Reads {@code in}, which is at the first byte of the file; closing this closes it. */
  static CsvRecords of(InputStream in, Dialect dialect) throws IOException {
    in.skipNBytes(dialect.bomLength());
    boolean utf8 = dialect.charset().equals(StandardCharsets.UTF_8);
    InputStream checked = utf8 ? new Utf8Guard(in, dialect.bomLength()) : in;
    Reader decoded =
        new InputStreamReader(
            checked,
            dialect
                .charset()
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT));
    CsvReader<CsvRecord> reader =
        CsvReader.builder()
            .fieldSeparator(dialect.delimiter())
            .allowUnclosedQuote(false)
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
            .maxBufferSize(2 * MAX_FIELD)
            .build(
                CsvRecordHandler.of(
                    limits ->
                        limits
                            .maxFields(MAX_FIELDS)
                            .maxFieldSize(MAX_FIELD)
                            .maxRecordSize(MAX_RECORD)),
                decoded);
    if (dialect.delimiterLine()) {
      reader.skipLines(1);
    }
    return new CsvRecords(reader);
  }

  /** The next record that is not blank; null at the end of the file. */
  CsvRecord next() throws IOException {
    try {
      while (records.hasNext()) {
        CsvRecord next = records.next();
        line = next.getStartingLineNumber();
        if (!isBlank(next)) {
          return next;
        }
      }
      return null;
    } catch (CsvParseException e) {
      throw rejected(e);
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof CharacterCodingException) {
        throw ImportRejected.of(
            line, "The text is damaged after line " + line + ". Save the file as UTF-8.");
      }
      throw e.getCause();
    }
  }

  private static boolean isBlank(CsvRecord next) {
    for (int i = 0; i < next.getFieldCount(); i++) {
      String field = next.getField(i);
      if (!field.isEmpty() && !CellText.trim(field).isEmpty()) {
        return false;
      }
    }
    return true;
  }

  /** Finds what lies below: the parser wraps whatever goes wrong beneath it, the guard included. */
  private ImportRejected rejected(CsvParseException e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof ImportRejected rejected) {
      return rejected;
    }
    if (!(cause instanceof CsvParseException)) {
      throw e;
    }
    String message = String.valueOf(cause.getMessage());
    Matcher matcher = LINE.matcher(message);
    long at = matcher.find() ? Long.parseLong(matcher.group(1)) : line;
    return ImportRejected.of(at, "Line " + at + ": " + reason(message));
  }

  private static String reason(String message) {
    if (message.contains("closing quote")) {
      return "text stands between a closing quote and the next delimiter; a quote within a text"
          + " must be doubled.";
    }
    if (message.startsWith("Unclosed")) {
      return "a quote is opened here and never closed.";
    }
    if (message.contains("fields")) {
      return "more than " + MAX_COLUMNS + " columns. Is this a CSV file?";
    }
    if (message.contains("record size")) {
      return "a record of more than " + MAX_RECORD + " characters. Is this a CSV file?";
    }
    return "a field of more than "
        + MAX_FIELD
        + " characters. Is this a CSV file, and is every quote closed?";
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
