package io.plinth.clients.importer;

import java.util.Currency;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A cell with money taken apart: {@code KYD 10.00}, {@code 10,00 €}, {@code 12}.
 *
 * @param number the text without the currency; not yet read
 * @param currency ISO code, or null when the cell names none
 */
record Money(String number, String currency) {

  private static final Set<String> CODES =
      Currency.getAvailableCurrencies().stream()
          .map(Currency::getCurrencyCode)
          .collect(Collectors.toUnmodifiableSet());

  /** Splits a trimmed cell; what is neither currency nor number stays in {@link #number()}. */
  static Money of(String cell) {
    char head = cell.isEmpty() ? '0' : cell.charAt(0);
    char tail = cell.isEmpty() ? '0' : cell.charAt(cell.length() - 1);
    if (Character.isDigit(head) && Character.isDigit(tail)) {
      return new Money(cell, null);
    }
    String sign = head == '-' ? "-" : "";
    String rest = CellText.trim(cell.substring(sign.length()));
    for (int length : new int[] {3, 1}) {
      if (rest.length() > length) {
        String front = code(rest.substring(0, length));
        if (front != null) {
          return new Money(sign + CellText.trim(rest.substring(length)), named(front));
        }
        String back = code(rest.substring(rest.length() - length));
        if (back != null) {
          String number = rest.substring(0, rest.length() - length);
          return new Money(sign + CellText.trim(number), named(back));
        }
      }
    }
    return new Money(cell, null);
  }

  /** A currency's code for a code or sign; empty for a sign several currencies share. */
  private static String code(String text) {
    return switch (text) {
      case "€" -> "EUR";
      case "£" -> "GBP";
      case "$", "¥" -> "";
      default -> CODES.contains(text) ? text : null;
    };
  }

  private static String named(String code) {
    return code.isEmpty() ? null : code;
  }

  /** Finds the code in text such as {@code EUR}, {@code Euro - EUR}; null when there is none. */
  static String currencyIn(String text) {
    String upper = text.length() == 3 ? text.toUpperCase(Locale.ROOT) : text;
    for (int from = 0; from + 3 <= upper.length(); from++) {
      boolean starts = from == 0 || !Character.isLetterOrDigit(upper.charAt(from - 1));
      boolean ends =
          from + 3 == upper.length() || !Character.isLetterOrDigit(upper.charAt(from + 3));
      if (starts && ends && CODES.contains(upper.substring(from, from + 3))) {
        return upper.substring(from, from + 3);
      }
    }
    return text.length() == 1 ? named(code(text) == null ? "" : code(text)) : null;
  }
}
