package io.plinth.platform.http;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.stream.Collectors;

/**
 * Values as cells of a CSV file: numbers, dates and instants as machines write them, texts so that
 * no spreadsheet takes one for a formula.
 */
final class CsvText {
  /** What a spreadsheet may take a formula to begin with; the last four are full-width forms. */
  private static final String FORMULA = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20";

  private CsvText() {}

  /** The cell for a value; empty for null. */
  static String of(Object value) {
    if (value == null) {
      return "";
    }
    if (value instanceof BigDecimal number) {
      return number.toPlainString();
    }
    if (value instanceof Collection<?> values) {
      return neutral(values.stream().map(String::valueOf).collect(Collectors.joining(", ")));
    }
    return value instanceof Number ? value.toString() : neutral(value.toString());
  }

  /** A text that begins like a formula gets an apostrophe: a spreadsheet then shows it as it is. */
  static String neutral(String text) {
    return !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
  }
}
