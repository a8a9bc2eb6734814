package io.plinth.clients.importer;

import java.math.BigDecimal;

/** Reads durations as numbers of a unit or as {@code h:mm} and {@code h:mm:ss}. */
final class DurationReader {

  /** Returned for what is no duration. */
  static final int UNREADABLE = Integer.MIN_VALUE;

  private static final int MAX_HOUR_DIGITS = 5;

  private final NumberReader numbers;

  DurationReader(NumberReader numbers) {
    this.numbers = numbers;
  }

  /** Seconds of a trimmed value, 0 and less included; {@link #UNREADABLE} when it is none. */
  int read(String value, DurationUnit unit) {
    int colon = value.indexOf(':');
    if (colon >= 0) {
      // In a column of minutes 1:30 could as well be a minute and a half.
      return unit == DurationUnit.MINUTES ? UNREADABLE : clock(value, colon);
    }
    BigDecimal number = numbers.read(value);
    return number == null ? UNREADABLE : unit.toSeconds(number);
  }

  private static int clock(String value, int colon) {
    boolean negative = value.charAt(0) == '-';
    int from = negative ? 1 : 0;
    int hours = digits(value, from, colon, MAX_HOUR_DIGITS);
    int second = value.indexOf(':', colon + 1);
    int minutesEnd = second < 0 ? value.length() : second;
    int minutes = minutesEnd - colon == 3 ? digits(value, colon + 1, minutesEnd, 2) : -1;
    int seconds = second < 0 ? 0 : seconds(value, second + 1);
    if (hours < 0 || minutes < 0 || minutes > 59 || seconds < 0 || seconds > 59) {
      return UNREADABLE;
    }
    int total = hours * 3600 + minutes * 60 + seconds;
    return negative ? -total : total;
  }

  /** Two digits; a fraction after them is dropped, as clocks show it. */
  private static int seconds(String value, int from) {
    int end = from;
    while (end < value.length() && Character.isDigit(value.charAt(end))) {
      end++;
    }
    boolean fraction =
        end < value.length() && (value.charAt(end) == '.' || value.charAt(end) == ',');
    boolean clean =
        end == value.length() || (fraction && digits(value, end + 1, value.length(), 9) >= 0);
    return end - from == 2 && clean ? digits(value, from, end, 2) : -1;
  }

  private static int digits(String value, int from, int to, int max) {
    int number = 0;
    for (int i = from; i < to; i++) {
      char c = value.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      number = number * 10 + c - '0';
    }
    return to > from && to - from <= max ? number : -1;
  }
}
