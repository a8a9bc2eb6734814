package io.plinth.clients.importer;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/**
 * What one cell says of when: a day, a clock time or both.
 *
 * @param date null when the cell is a clock time only
 * @param second of the day; {@link #NO_TIME} for none, {@link #MIDNIGHT} for 24:00
 * @param absolute whether the cell states an offset, so that {@code epoch} holds
 * @param epoch seconds since 1970 in UTC
 */
record Moment(LocalDate date, int second, boolean absolute, long epoch) {

  static final int NO_TIME = -1;
  static final int MIDNIGHT = 24 * 60 * 60;

  static Moment local(LocalDate date, int second) {
    return new Moment(date, second, false, 0);
  }

  static Moment absolute(long epoch, ZoneId zone) {
    ZonedDateTime local = Instant.ofEpochSecond(epoch).atZone(zone);
    return new Moment(local.toLocalDate(), local.toLocalTime().toSecondOfDay(), true, epoch);
  }

  boolean hasTime() {
    return second != NO_TIME;
  }

  /** The clock time; 24:00 is shown as 00:00; null when there is none. */
  LocalTime time() {
    return hasTime() ? LocalTime.ofSecondOfDay(second % MIDNIGHT) : null;
  }
}
