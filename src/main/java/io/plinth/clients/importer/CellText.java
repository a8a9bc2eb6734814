package io.plinth.clients.importer;

import java.util.Locale;

/** Cleans the text of a cell: blanks of every kind, database nulls, lengths, control characters. */
final class CellText {

  private static final String DATABASE_NULL = "\\N";

  private CellText() {}

  /** Trims blanks of every kind; null for an empty cell and for {@code \N}. */
  static String orNull(String cell) {
    String text = trim(cell);
    return text.isEmpty() || text.equals(DATABASE_NULL) ? null : text;
  }

  /** Trims no-break spaces and byte order marks too, which {@link String#strip()} leaves. */
  static String trim(String cell) {
    int from = 0;
    int to = cell.length();
    while (from < to && isBlank(cell.charAt(from))) {
      from++;
    }
    while (from < to && isBlank(cell.charAt(to - 1))) {
      to--;
    }
    return cell.substring(from, to);
  }

  static boolean isBlank(char c) {
    return c == ' '
        || (c <= '\r' && c >= '\t')
        || (c >= 0xA0 && (Character.isSpaceChar(c) || c == '\uFEFF'));
  }

  /** Folds inner blanks to one space each run. */
  static String fold(String trimmed) {
    for (int i = 0; i < trimmed.length(); i++) {
      char c = trimmed.charAt(i);
      boolean plain = c == ' ' ? trimmed.charAt(i + 1) != ' ' : !isBlank(c);
      if (!plain) {
        return foldFrom(trimmed);
      }
    }
    return trimmed;
  }

  private static String foldFrom(String trimmed) {
    StringBuilder out = new StringBuilder(trimmed.length());
    boolean blank = false;
    for (int i = 0; i < trimmed.length(); i++) {
      char c = trimmed.charAt(i);
      if (!isBlank(c)) {
        out.append(c);
      } else if (!blank) {
        out.append(' ');
      }
      blank = isBlank(c);
    }
    return out.toString();
  }

  /** Line ends of every system become {@code \n}, so that they do not tell two rows apart. */
  static String unixLines(String text) {
    return text.indexOf('\r') < 0 ? text : text.replace("\r\n", "\n").replace('\r', '\n');
  }

  /** How header names are compared: trimmed, folded, lower case. */
  static String normalName(String name) {
    return fold(trim(name)).toLowerCase(Locale.ROOT);
  }

  /** Whether {@code text} holds a control character, other than a tab or line end if allowed. */
  static boolean hasControl(String text, boolean linesAllowed) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean control = c < ' ' || (c >= 0x7F && c < 0xA0);
      if (control && !(linesAllowed && (c == '\n' || c == '\t'))) {
        return true;
      }
    }
    return false;
  }
}
