package io.plinth.clients.importer;

/**
 * Takes a date, a clock time or both apart, without deciding which number is the day and which the
 * month. One object is used for all cells of a pass: 200,000 rows make no garbage here.
 *
 * <p>Reads {@code 3/4/2024}, {@code 04.03.2024}, {@code 2024-03-04T09:23:52.5Z}, {@code 10:23 AM},
 * {@code 2024-03-04 9:05 +01:00}. Years have four digits; what has two is not read.
 */
final class DateText {

  private static final int NOT_READ = -1;

  boolean hasDate;
  boolean yearFirst;
  char separator;
  int first;
  int second;
  int third;
  int secondOfDay;
  boolean hasOffset;
  int offsetSeconds;

  private String text;
  private int at;

  /** Reads {@code value}, trimmed; false when it is none of the forms. */
  boolean parse(String value) {
    reset(value, 0);
    int number = number(4);
    if (number == NOT_READ) {
      return false;
    }
    char next = peek();
    if (next == '/' || next == '.' || next == '-') {
      return date(number, at == 4, next) && (at == text.length() || clockAfterDate());
    }
    return parseClock(value, 0);
  }

  /** Reads a clock time that starts at {@code from}, after blanks, and reaches to the end. */
  boolean parseClock(String value, int from) {
    reset(value, from);
    skipBlanks();
    return clock() && at == text.length();
  }

  private void reset(String value, int from) {
    text = value;
    at = from;
    hasDate = false;
    yearFirst = false;
    hasOffset = false;
    offsetSeconds = 0;
    secondOfDay = Moment.NO_TIME;
  }

  private boolean date(int number, boolean startsWithYear, char mark) {
    hasDate = true;
    yearFirst = startsWithYear;
    separator = mark;
    first = number;
    at++;
    second = number(2);
    if (second == NOT_READ || peek() != mark) {
      return false;
    }
    at++;
    int from = at;
    third = number(4);
    int digits = at - from;
    return third != NOT_READ && (yearFirst ? digits <= 2 : digits == 4);
  }

  private boolean clockAfterDate() {
    if (peek() == ',') {
      at++;
    }
    if (peek() == 'T' || peek() == 't') {
      at++;
    } else if (peek() != ' ') {
      return false;
    }
    skipBlanks();
    return clock() && offset() && at == text.length();
  }

  private boolean clock() {
    int from = at;
    int hour = number(2);
    int digits = at - from;
    int minute = 0;
    int sec = 0;
    boolean colon = peek() == ':';
    if (colon) {
      minute = twoDigits();
      if (peek() == ':') {
        sec = twoDigits();
        skipFraction();
      }
    }
    if (hour == NOT_READ || digits > 2 || minute < 0 || minute > 59 || sec < 0 || sec > 59) {
      return false;
    }
    hour = halfDay(hour, colon);
    secondOfDay = hour * 3600 + minute * 60 + sec;
    return hour >= 0 && secondOfDay <= Moment.MIDNIGHT;
  }

  /** Applies AM or PM when it follows; without it a lone hour is no time. */
  private int halfDay(int hour, boolean colon) {
    int back = at;
    skipBlanks();
    char letter = Character.toUpperCase(peek());
    if (letter != 'A' && letter != 'P') {
      at = back;
      return colon ? hour : NOT_READ;
    }
    at++;
    skip('.');
    if (Character.toUpperCase(peek()) != 'M' || hour > 12) {
      return NOT_READ;
    }
    at++;
    skip('.');
    return hour % 12 + (letter == 'P' ? 12 : 0);
  }

  private boolean offset() {
    skipBlanks();
    if (at == text.length()) {
      return true;
    }
    String rest = text.substring(at);
    if (rest.equals("Z") || rest.equals("z") || rest.equals("UTC") || rest.equals("GMT")) {
      at = text.length();
      hasOffset = true;
      return true;
    }
    return signedOffset();
  }

  private boolean signedOffset() {
    char sign = peek();
    if (sign != '+' && sign != '-') {
      return false;
    }
    at++;
    int hours = number(2);
    skip(':');
    int minutes = at == text.length() ? 0 : number(2);
    if (hours == NOT_READ || hours > 18 || minutes == NOT_READ || minutes > 59) {
      return false;
    }
    hasOffset = true;
    offsetSeconds = (sign == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
    return true;
  }

  private int twoDigits() {
    at++;
    int from = at;
    int value = number(2);
    return at - from == 2 ? value : NOT_READ;
  }

  private int number(int maxDigits) {
    int value = 0;
    int from = at;
    while (at < text.length() && at - from < maxDigits && isDigit(text.charAt(at))) {
      value = value * 10 + text.charAt(at++) - '0';
    }
    return at == from ? NOT_READ : value;
  }

  private void skipFraction() {
    if (peek() == '.' || peek() == ',') {
      at++;
      while (isDigit(peek())) {
        at++;
      }
    }
  }

  private void skip(char c) {
    if (peek() == c) {
      at++;
    }
  }

  private void skipBlanks() {
    while (CellText.isBlank(peek())) {
      at++;
    }
  }

  private char peek() {
    return at < text.length() ? text.charAt(at) : '\0';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
