package io.plinth.clients.importer;

import java.math.BigDecimal;

/**
 * Reads numbers with one decimal mark; the other one, blanks and apostrophes group by thousands.
 */
final class NumberReader {

  private static final int MAX_LENGTH = 40;

  private final char decimal;

  NumberReader(char decimal) {
    this.decimal = decimal;
  }

  char decimal() {
    return decimal;
  }

  /** Reads a trimmed value; null when it is no number. */
  BigDecimal read(String value) {
    if (value.isEmpty() || value.length() > MAX_LENGTH) {
      return null;
    }
    int at = value.charAt(0) == '-' || value.charAt(0) == '+' ? 1 : 0;
    StringBuilder plain = new StringBuilder(value.length());
    plain.append(value, 0, at);
    return plain(value, at, plain) ? new BigDecimal(plain.toString()) : null;
  }

  private boolean plain(String value, int from, StringBuilder out) {
    int group = -1; // digits since the last thousands mark; -1 before the first
    int digits = 0;
    boolean fraction = false;
    for (int i = from; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c >= '0' && c <= '9') {
        out.append(c);
        digits++;
        group = group < 0 || fraction ? group : group + 1;
      } else if (c == decimal && !fraction && (group < 0 || group == 3)) {
        out.append('.');
        fraction = true;
        group = -1;
      } else if (isGroupMark(c)
          && !fraction
          && digits > 0
          && (group < 0 ? digits <= 3 : group == 3)) {
        group = 0;
      } else {
        return false;
      }
    }
    return digits > 0 && (group < 0 || group == 3);
  }

  private boolean isGroupMark(char c) {
    return c == '\''
        || c == '\u2019'
        || CellText.isBlank(c)
        || (c != decimal && (c == '.' || c == ','));
  }
}
