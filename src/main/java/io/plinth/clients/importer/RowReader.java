package io.plinth.clients.importer;

import de.siegmar.fastcsv.reader.CsvRecord;
import io.plinth.platform.security.NewUser;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Pattern;

/** Turns one record into the entry it states, or says why it is none. */
final class RowReader {

  private static final int MAX_NAME = 200;
  private static final int MAX_DESCRIPTION = 4000;
  private static final int MAX_TAGS = 50;
  private static final int MAX_TAG = 200;
  private static final int MAX_TAG_LIST = 1000;
  private static final Pattern COMMA = Pattern.compile("\\s*,\\s*");
  private static final int MAX_RATE_DIGITS = 8;
  private static final int RATE_SCALE = 4;

  private final Layout layout;
  private final RecordShape shape;
  private final RowTimes times;
  private final NumberReader numbers;
  private final ImportDefaults defaults;
  private final String sourceSystem;
  private final RowIdentity identity = new RowIdentity();

  RowReader(
      Header header, Layout layout, Settled settled, ImportDefaults defaults, String sourceSystem) {
    this.layout = layout;
    this.shape = new RecordShape(header, layout);
    this.numbers = new NumberReader(settled.decimal());
    this.times = new RowTimes(layout, settled, numbers);
    this.defaults = defaults;
    this.sourceSystem = sourceSystem;
  }

  boolean isTotal(CsvRecord row) {
    return shape.isTotal(row);
  }

  ImportRow read(CsvRecord row) throws RowRejected {
    if (!shape.fits(row)) {
      throw shape.misfit(row);
    }
    // First, so that a row's ordinal does not hang on whether its equals before it were accepted.
    String hash = layout.has(ImportField.SOURCE_ID) ? null : identity.next(row.getFields());
    RowTimes.Times when = times.read(row);
    return new ImportRow(
        row.getStartingLineNumber(),
        client(row),
        name(row, ImportField.SERVICE),
        userName(row),
        email(row),
        name(row, ImportField.TASK),
        description(row),
        tags(row),
        when.date(),
        when.start(),
        when.end(),
        when.seconds(),
        billable(row),
        rate(row),
        currency(row),
        sourceSystem,
        hash == null ? sourceId(row) : hash);
  }

  private String client(CsvRecord row) throws RowRejected {
    String name = name(row, ImportField.CLIENT);
    if (name != null) {
      return name;
    }
    String fallback = defaults.fallbackClient();
    if (fallback == null || fallback.isBlank()) {
      throw new RowRejected(layout.column(ImportField.CLIENT), null, "The row names no client.");
    }
    return fallback.strip();
  }

  private String userName(CsvRecord row) throws RowRejected {
    String first = name(row, ImportField.USER);
    String last = text(row, layout.lastName(), MAX_NAME);
    if (first == null || last == null) {
      return first == null ? last : first;
    }
    String full = first + " " + last;
    if (full.length() > MAX_NAME) {
      throw tooLong(layout.lastName(), full, MAX_NAME);
    }
    return full;
  }

  private String email(CsvRecord row) throws RowRejected {
    String email = name(row, ImportField.EMAIL);
    if (email != null && !NewUser.isEmail(email)) {
      throw new RowRejected(layout.column(ImportField.EMAIL), email, "This is no e-mail address.");
    }
    return email == null ? null : email.toLowerCase(Locale.ROOT);
  }

  private String sourceId(CsvRecord row) throws RowRejected {
    String id = name(row, ImportField.SOURCE_ID);
    if (id == null) {
      int column = layout.column(ImportField.SOURCE_ID);
      throw new RowRejected(column, row.getField(column), "The row has no sourceId.");
    }
    return id;
  }

  private String name(CsvRecord row, ImportField field) throws RowRejected {
    return text(row, layout.column(field), MAX_NAME);
  }

  private String text(CsvRecord row, int column, int max) throws RowRejected {
    String text = cell(row, column);
    if (text == null) {
      return null;
    }
    if (CellText.hasControl(text, false)) {
      throw new RowRejected(column, text, "The text holds a line break or control character.");
    }
    String folded = CellText.fold(text);
    if (folded.length() > max) {
      throw tooLong(column, folded, max);
    }
    return folded;
  }

  /** Within the limits of an entry that is typed, so that it can be changed like one. */
  private String tags(CsvRecord row) throws RowRejected {
    int column = layout.column(ImportField.TAGS);
    String tags = text(row, column, MAX_TAG_LIST);
    if (tags == null) {
      return null;
    }
    String[] each = COMMA.split(tags, -1);
    if (each.length > MAX_TAGS) {
      throw new RowRejected(
          column,
          tags,
          "These are %d tags; at most %d are allowed.".formatted(each.length, MAX_TAGS));
    }
    for (String tag : each) {
      if (tag.length() > MAX_TAG) {
        throw tooLong(column, tag, MAX_TAG);
      }
    }
    return tags;
  }

  private String description(CsvRecord row) throws RowRejected {
    int column = layout.column(ImportField.DESCRIPTION);
    String cell = cell(row, column);
    String text = cell == null ? null : CellText.unixLines(cell);
    if (text != null && CellText.hasControl(text, true)) {
      throw new RowRejected(column, text, "The text holds a control character.");
    }
    if (text != null && text.length() > MAX_DESCRIPTION) {
      throw tooLong(column, text, MAX_DESCRIPTION);
    }
    return text;
  }

  private static RowRejected tooLong(int column, String value, int max) {
    return new RowRejected(
        column,
        value,
        "The text has %d characters; at most %d are allowed.".formatted(value.length(), max));
  }

  private boolean billable(CsvRecord row) throws RowRejected {
    int column = layout.column(ImportField.BILLABLE);
    String value = cell(row, column);
    Boolean billable = value == null ? Boolean.TRUE : YesNo.read(value);
    if (billable == null) {
      throw new RowRejected(column, value, "This cannot be read as yes or no.");
    }
    return billable;
  }

  private BigDecimal rate(CsvRecord row) throws RowRejected {
    int column = layout.column(ImportField.RATE);
    String value = cell(row, column);
    if (value == null) {
      return null;
    }
    BigDecimal rate = numbers.read(Money.of(value).number());
    if (rate == null) {
      throw new RowRejected(column, value, "This cannot be read as a rate.");
    }
    if (rate.signum() < 0) {
      throw new RowRejected(column, value, "A rate must not be negative.");
    }
    BigDecimal plain = rate.stripTrailingZeros();
    if (plain.scale() > RATE_SCALE || plain.precision() - plain.scale() > MAX_RATE_DIGITS) {
      throw new RowRejected(
          column, value, "A rate has at most 8 digits before and 4 after the decimal mark.");
    }
    return rate.signum() == 0 && layout.zeroRateIsUnset() ? null : rate;
  }

  private String currency(CsvRecord row) throws RowRejected {
    int column = layout.column(ImportField.CURRENCY);
    String stated = cell(row, column);
    if (stated != null) {
      String code = Money.currencyIn(stated);
      if (code == null) {
        throw new RowRejected(column, stated, "This names no ISO currency code such as EUR.");
      }
      return code;
    }
    String code = currencyOfCell(row, layout.column(ImportField.RATE));
    for (int i = 0; code == null && i < layout.amounts().size(); i++) {
      code = currencyOfCell(row, layout.amounts().get(i));
    }
    if (code == null) {
      code = layout.headerCurrency();
    }
    return code == null ? defaults.currency() : code;
  }

  private static String currencyOfCell(CsvRecord row, int column) {
    String value = cell(row, column);
    return value == null ? null : Money.of(value).currency();
  }

  private static String cell(CsvRecord row, int column) {
    return column == Header.NONE ? null : CellText.orNull(row.getField(column));
  }
}
