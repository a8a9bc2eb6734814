package io.plinth.platform.http;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Values as cells of a CSV file: numbers, dates and instants as machines write them, texts so that
 * no spreadsheet takes one for a formula, or a part of one: Excel splits at semicolons where the
 * country's numbers have a comma, and then quotes hold together only what a line begins with.
 */
final class CsvText {
  /** What a spreadsheet may take a formula to begin with; the last four are full-width forms. */
  private static final String FORMULA = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20";

  /** Where such a reader may begin another cell, also with quotes around it. */
  private static final Pattern INNER_FORMULA =
      Pattern.compile("([;\\t\\r\\n]\"*+)(?=[=+\\-@\uff1d\uff0b\uff0d\uff20])");

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

  /** What begins like a formula gets an apostrophe: a spreadsheet then shows it as it is. */
  static String neutral(String text) {
    String whole = !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    return INNER_FORMULA.matcher(whole).replaceAll("$1'");
  }
}
