package io.plinth.clients.importer;

import java.text.ParsePosition;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.Locale;

/**
 * A date format stated by the user. Strict about the calendar (31 February is no date), lenient
 * about leading zeros: {@code MM/dd/yyyy} reads {@code 3/4/2024} too. Of a pattern with a time, the
 * date part also stands alone, so that a clock written otherwise ({@code 10:23:52 AM}) still reads.
 */
final class DatePattern {

  private static final ZonedDateTime SAMPLE =
      ZonedDateTime.of(2024, 11, 23, 17, 45, 56, 0, ZoneOffset.UTC);
  private static final int MAX_LENGTH = 100;
  private static final String TIME_LETTERS = "ahHkKmsSnNABzZXxVvO";

  private final String pattern;
  private final DateTimeFormatter whole;
  private final DateTimeFormatter dateOnly;

  private DatePattern(String pattern, DateTimeFormatter whole, DateTimeFormatter dateOnly) {
    this.pattern = pattern;
    this.whole = whole;
    this.dateOnly = dateOnly;
  }

  /**
   * Compiles {@code pattern}.
   *
   * @throws IllegalArgumentException with a sentence for the user when it cannot state a date
   */
  static DatePattern of(String pattern) {
    if (pattern.length() > MAX_LENGTH) { // a formatter nests as deep as its brackets
      throw new IllegalArgumentException(
          "dateFormat has %d characters; at most %d are allowed."
              .formatted(pattern.length(), MAX_LENGTH));
    }
    String lenient = lenient(pattern);
    int time = firstTimeLetter(lenient);
    try {
      DateTimeFormatter whole = formatter(lenient);
      check(whole, time >= 0);
      return new DatePattern(
          pattern, whole, time > 0 ? dateOnly(lenient.substring(0, time)) : whole);
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new IllegalArgumentException(
          "dateFormat must be a pattern with year (yyyy), month (MM), day (dd) and, if it has a"
              + " time, HH:mm or hh:mm a; for example dd/MM/yyyy or M/d/yyyy H:mm.",
          e);
    }
  }

  private static DateTimeFormatter dateOnly(String start) {
    int end = start.length();
    while (end > 0 && " T',".indexOf(start.charAt(end - 1)) >= 0) {
      end--;
    }
    try {
      DateTimeFormatter formatter = formatter(start.substring(0, end));
      check(formatter, false);
      return formatter;
    } catch (IllegalArgumentException | DateTimeException e) {
      return null; // the time stands first or in between: only the whole pattern reads
    }
  }

  private static void check(DateTimeFormatter formatter, boolean time) {
    TemporalAccessor read = formatter.parse(formatter.format(SAMPLE));
    if (!SAMPLE.toLocalDate().equals(read.query(TemporalQueries.localDate()))) {
      throw new DateTimeException("no full date");
    }
    if (time && read.query(TemporalQueries.localTime()) == null) {
      throw new DateTimeException("no full time");
    }
  }

  private static DateTimeFormatter formatter(String pattern) {
    return new DateTimeFormatterBuilder()
        .parseCaseInsensitive()
        .appendPattern(pattern)
        .toFormatter(Locale.ENGLISH)
        .withResolverStyle(ResolverStyle.STRICT);
  }

  /** Year of era becomes the proleptic year; two digits that touch no others become one or two. */
  private static String lenient(String pattern) {
    StringBuilder out = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < pattern.length(); ) {
      char c = pattern.charAt(i);
      quoted ^= c == '\'';
      int end = i + 1;
      while (!quoted && end < pattern.length() && pattern.charAt(end) == c) {
        end++;
      }
      boolean alone = !isLetter(pattern, i - 1) && !isLetter(pattern, end);
      boolean shorten = end - i == 2 && alone && "dMHhms".indexOf(c) >= 0;
      String run = shorten ? String.valueOf(c) : pattern.substring(i, end);
      out.append(quoted ? run : run.replace('y', 'u'));
      i = end;
    }
    return out.toString();
  }

  private static boolean isLetter(String pattern, int index) {
    return index >= 0 && index < pattern.length() && Character.isLetter(pattern.charAt(index));
  }

  private static int firstTimeLetter(String pattern) {
    boolean quoted = false;
    for (int i = 0; i < pattern.length(); i++) {
      quoted ^= pattern.charAt(i) == '\'';
      if (!quoted && TIME_LETTERS.indexOf(pattern.charAt(i)) >= 0) {
        return i;
      }
    }
    return -1;
  }

  /**
   * Whether the pattern itself starts with the year, so that ISO dates are not a second reading.
   */
  boolean startsWithYear() {
    return pattern.startsWith("y") || pattern.startsWith("u");
  }

  /** Reads {@code text}; null when it does not follow the pattern or is no day of the calendar. */
  Moment read(String text, ZoneId zone) {
    ParsePosition position = new ParsePosition(0);
    Moment moment = parse(whole, text, position, zone);
    if (moment != null && position.getIndex() == text.length()) {
      return moment;
    }
    if (dateOnly == null) {
      return null;
    }
    position.setIndex(0);
    moment = parse(dateOnly, text, position, zone);
    return moment == null ? null : withClock(moment, text, position.getIndex());
  }

  private static Moment withClock(Moment date, String text, int from) {
    if (from == text.length()) {
      return date;
    }
    DateText rest = new DateText();
    return rest.parseClock(text, from) ? Moment.local(date.date(), rest.secondOfDay) : null;
  }

  private static Moment parse(
      DateTimeFormatter formatter, String text, ParsePosition position, ZoneId zone) {
    try {
      TemporalAccessor read = formatter.parse(text, position);
      LocalDate date = read.query(TemporalQueries.localDate());
      LocalTime time = read.query(TemporalQueries.localTime());
      ZoneId stated = read.query(TemporalQueries.zone());
      if (time != null && stated != null) {
        return Moment.absolute(ZonedDateTime.of(date, time, stated).toEpochSecond(), zone);
      }
      return Moment.local(date, time == null ? Moment.NO_TIME : time.toSecondOfDay());
    } catch (DateTimeException | IndexOutOfBoundsException e) {
      return null;
    }
  }
}
