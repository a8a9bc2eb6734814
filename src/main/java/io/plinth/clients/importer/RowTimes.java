package io.plinth.clients.importer;

import de.siegmar.fastcsv.reader.CsvRecord;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/**
 * Reads when an entry was and how long it took. A duration the file states wins over start and end,
 * since interruptions count out of it; Clockify's start and end win over its durations, which
 * disagree with each other. Clock times are reckoned in the zone, so an entry across a change to
 * summer time has the length it really had.
 */
final class RowTimes {

  private static final int DAY = 24 * 60 * 60;

  private final Layout layout;
  private final Settled settled;
  private final MomentReader moments;
  private final DurationReader durations;

  /** The result for one row; {@code start} and {@code end} may be null. */
  record Times(LocalDate date, LocalTime start, LocalTime end, int seconds) {}

  /** A duration and the cell it comes from, to be named when it is refused. */
  private record Length(int seconds, int column, String value) {}

  RowTimes(Layout layout, Settled settled, NumberReader numbers) {
    this.layout = layout;
    this.settled = settled;
    this.moments = new MomentReader(settled.datePattern(), settled.dates(), settled.zone());
    this.durations = new DurationReader(numbers);
  }

  Times read(CsvRecord row) throws RowRejected {
    int dateColumn = layout.column(ImportField.DATE);
    int startColumn = layout.column(ImportField.START);
    Moment day = moment(row, dateColumn);
    Moment start = moment(row, startColumn);
    LocalDate date = day != null && day.date() != null ? day.date() : null;
    if (date == null && start != null) {
      date = start.date();
    }
    if (date == null) {
      int column = dateColumn == Header.NONE ? startColumn : dateColumn;
      throw new RowRejected(column, row.getField(column), "The row has no date.");
    }
    boolean dayHasStart = start == null && day != null && day.hasTime();
    Moment from = dayHasStart ? day : start;
    if (from != null && from.second() == Moment.MIDNIGHT) {
      throw unreadable(row, dayHasStart ? dateColumn : startColumn, "a start");
    }
    Moment end = end(row);
    int seconds = checked(length(row, date, from, end));
    return new Times(date, time(from), time(end), seconds);
  }

  private static LocalTime time(Moment moment) {
    return moment == null ? null : moment.time();
  }

  private Moment moment(CsvRecord row, int column) throws RowRejected {
    String value = column == Header.NONE ? null : CellText.orNull(row.getField(column));
    if (value == null) {
      return null;
    }
    Moment moment = moments.read(value);
    if (moment == null) {
      throw unreadable(row, column, "a date or time");
    }
    return moment;
  }

  private static RowRejected unreadable(CsvRecord row, int column, String what) {
    return new RowRejected(column, row.getField(column), "This cannot be read as " + what + ".");
  }

  /** The end with its day, whether that stands in the same cell, in a column of its own or not. */
  private Moment end(CsvRecord row) throws RowRejected {
    Moment end = moment(row, layout.column(ImportField.END));
    Moment endDay = moment(row, layout.endDate());
    if (end == null || end.date() != null || endDay == null) {
      return end;
    }
    return Moment.local(endDay.date(), end.second());
  }

  private Length length(CsvRecord row, LocalDate date, Moment start, Moment end)
      throws RowRejected {
    boolean clock = start != null && end != null && start.hasTime() && end.hasTime();
    Length stated = layout.clockWins() && clock ? null : stated(row);
    if (stated != null) {
      return stated;
    }
    if (!clock) {
      throw new RowRejected(
          layout.column(ImportField.END),
          null,
          "The row has no duration: neither one of its own nor both start and end.");
    }
    int column = layout.column(ImportField.END);
    return new Length(elapsed(date, start, end), column, row.getField(column));
  }

  private Length stated(CsvRecord row) throws RowRejected {
    Length length = stated(row, layout.column(ImportField.MINUTES), DurationUnit.MINUTES);
    if (length == null) {
      length = stated(row, layout.column(ImportField.HOURS), settled.hoursUnit());
    }
    for (int i = 0; length == null && i < layout.fallbackDurations().size(); i++) {
      length = stated(row, layout.fallbackDurations().get(i), DurationUnit.HOURS);
    }
    return length;
  }

  private Length stated(CsvRecord row, int column, DurationUnit unit) throws RowRejected {
    String value = column == Header.NONE ? null : CellText.orNull(row.getField(column));
    if (value == null) {
      return null;
    }
    int seconds = durations.read(value, unit);
    if (seconds == DurationReader.UNREADABLE) {
      throw unreadable(row, column, "a duration");
    }
    return new Length(seconds, column, value);
  }

  /** Seconds between the two; an end without a day of its own may lie past midnight. */
  private int elapsed(LocalDate date, Moment start, Moment end) {
    LocalDate startDate = start.date() == null ? date : start.date();
    LocalDate endDate = end.date();
    if (endDate == null) {
      endDate = end.second() < start.second() ? startDate.plusDays(1) : startDate;
    }
    ZoneId zone = settled.zone();
    long from =
        start.absolute() ? start.epoch() : zoned(startDate, start.second(), zone).toEpochSecond();
    long to = end.epoch();
    if (!end.absolute()) {
      ZonedDateTime zoned = zoned(endDate, end.second(), zone);
      to = zoned.toEpochSecond();
      if (to < from) {
        // In the hour that comes twice an end "before" the start is in the second one.
        to = zoned.withLaterOffsetAtOverlap().toEpochSecond();
      }
    }
    return (int) Math.max(-DAY, Math.min(to - from, 2L * DAY));
  }

  private static ZonedDateTime zoned(LocalDate date, int second, ZoneId zone) {
    LocalDate day = second == Moment.MIDNIGHT ? date.plusDays(1) : date;
    LocalTime time = LocalTime.ofSecondOfDay(second % Moment.MIDNIGHT);
    return ZonedDateTime.of(day, time, zone);
  }

  private int checked(Length length) throws RowRejected {
    if (length.seconds < 0) {
      throw refused(length, "Negative length: the entry ends before it starts.");
    }
    if (length.seconds == 0) {
      throw refused(length, "Zero length: an entry must last longer than 0 hours.");
    }
    if (length.seconds > DAY) {
      throw refused(length, "Longer than 24 hours: an entry lasts 24 hours at most.");
    }
    int rounded = settled.rounding().apply(length.seconds);
    if (rounded == 0) {
      throw refused(length, "Zero length after rounding to the quarter hour.");
    }
    return rounded;
  }

  private static RowRejected refused(Length length, String detail) {
    return new RowRejected(length.column, length.value, detail);
  }
}
