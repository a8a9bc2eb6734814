package io.plinth.clients.importer;

import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;

/** Reads cells that say when, once the first pass has settled how the file writes dates. */
final class MomentReader {

  private static final int MIN_YEAR = 1900;
  private static final int MAX_YEAR = 2199;

  private final DatePattern stated;
  private final DateEvidences.Decision order;
  private final ZoneId zone;
  private final DateText text = new DateText();

  /** Reads by {@code stated} when not null, else by {@code order}; instants go to {@code zone}. */
  MomentReader(DatePattern stated, DateEvidences.Decision order, ZoneId zone) {
    this.stated = stated;
    this.order = order;
    this.zone = zone;
  }

  /** Reads a trimmed cell; null when it is neither a date of the calendar nor a clock time. */
  Moment read(String value) {
    Moment moment = stated == null ? byOrder(value) : byPattern(value);
    boolean sane = moment != null && (moment.date() == null || isSane(moment.date().getYear()));
    return sane ? moment : null;
  }

  private Moment byPattern(String value) {
    Moment moment = stated.read(value, zone);
    if (moment != null || !text.parse(value)) {
      return moment;
    }
    // Beside the stated format only what cannot be misread: clock times, and dates year first.
    boolean clear = !text.hasDate || (text.yearFirst && !stated.startsWithYear());
    return clear ? moment() : null;
  }

  private Moment byOrder(String value) {
    return text.parse(value) ? moment() : null;
  }

  private Moment moment() {
    if (!text.hasDate) {
      return Moment.local(null, text.secondOfDay);
    }
    LocalDate date = date();
    if (date == null || !text.hasOffset) {
      return date == null ? null : Moment.local(date, text.secondOfDay);
    }
    long local = date.toEpochDay() * Moment.MIDNIGHT + text.secondOfDay;
    return Moment.absolute(local - text.offsetSeconds, zone);
  }

  private LocalDate date() {
    if (text.yearFirst) {
      return date(text.first, text.second, text.third);
    }
    return order.of(text.separator) == DateOrder.DAY_FIRST
        ? date(text.third, text.second, text.first)
        : date(text.third, text.first, text.second);
  }

  private static LocalDate date(int year, int month, int day) {
    boolean exists =
        isSane(year)
            && month >= 1
            && month <= 12
            && day >= 1
            && day <= (day <= 28 ? 28 : YearMonth.of(year, month).lengthOfMonth());
    return exists ? LocalDate.of(year, month, day) : null;
  }

  private static boolean isSane(int year) {
    return year >= MIN_YEAR && year <= MAX_YEAR;
  }
}
