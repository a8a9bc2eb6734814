package io.plinth.clients.timesheet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plinth.clients.importer.Rounding;
import io.plinth.clients.timesheet.TimesheetEntry.Context;
import io.plinth.platform.error.FieldError;
import io.plinth.platform.error.ProblemException;
import io.plinth.platform.error.ProblemType;
import java.lang.reflect.Field;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TimesheetEntryTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final int HOUR = 3600;

  private static Context context(Rounding rounding) {
    return new Context(7, new BigDecimal("80"), "EUR", BERLIN, rounding);
  }

  private static NewTimesheetEntry entry(
      String date, String start, String end, Integer duration, String hours) {
    return new NewTimesheetEntry(
        1L,
        null,
        null,
        LocalDate.parse(date),
        start == null ? null : LocalTime.parse(start),
        end == null ? null : LocalTime.parse(end),
        duration,
        hours == null ? null : new BigDecimal(hours),
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  private static int seconds(NewTimesheetEntry given, Rounding rounding) {
    return (int) read(new TimesheetEntry(given, context(rounding)), "duration");
  }

  private static Object read(TimesheetEntry entry, String name) {
    try {
      return field(name).get(entry);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  /** As the database would: an entry read back has an id, a status, a duration. */
  private static TimesheetEntry stored(NewTimesheetEntry given, EntryStatus status) {
    TimesheetEntry entry = new TimesheetEntry(given, context(Rounding.NONE));
    set(entry, "id", 1L);
    set(entry, "status", status);
    return entry;
  }

  private static void set(TimesheetEntry entry, String name, Object value) {
    try {
      field(name).set(entry, value);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Field field(String name) {
    try {
      Field field = TimesheetEntry.class.getDeclaredField(name);
      field.setAccessible(true);
      return field;
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2026-01-15, 09:00, 17:30, 30600",
    "2026-01-15, 22:00, 06:00, 28800",
    "2026-01-15, 23:59:59, 00:00, 1",
    "2026-01-15, 12:00, 11:59:59, 86399",
    "2026-03-29, 01:30, 03:30, 3600",
    "2026-03-28, 22:00, 06:00, 25200",
    "2026-10-25, 01:30, 03:30, 10800",
    "2026-10-24, 22:00, 06:00, 32400"
  })
  void lengthIsWhatTheClockOfTheZoneSays(String date, String start, String end, int seconds) {
    assertThat(seconds(entry(date, start, end, null, null), Rounding.NONE)).isEqualTo(seconds);
  }

  @Test
  void dayOfTwentyFiveHoursIsTooLong() {
    assertRefused("endTime", entry("2026-10-24", "12:00", "12:00", null, null));
  }

  @Test
  void lengthThatContradictsTheTimesIsRefused() {
    assertRefused("duration", entry("2026-01-15", "09:00", "10:00", 7200, null));
    assertRefused("hours", entry("2026-01-15", "09:00", "10:00", null, "2"));
    assertThat(seconds(entry("2026-01-15", "09:00", "10:00", 3600, "1"), Rounding.NONE))
        .isEqualTo(HOUR);
    assertThat(seconds(entry("2026-01-15", "09:00", "09:20", 1200, "0.5"), Rounding.UP))
        .isEqualTo(1800);
    TimesheetEntry entry =
        stored(entry("2026-01-15", "09:00", "10:00", null, null), EntryStatus.DRAFT);
    assertRefused(
        "duration", entry, entry("2026-01-15", "09:00", "10:00", 7200, null), Rounding.NONE);
    assertRefused("hours", entry, entry("2026-01-15", "09:00", "10:00", 3600, "2"), Rounding.NONE);
    entry.change(entry("2026-01-15", null, null, 7200, null), context(Rounding.NONE));
    assertThat(read(entry, "duration")).isEqualTo(2 * HOUR);
  }

  @Test
  void importedInAnotherCurrencyItKeepsThat() {
    NewTimesheetEntry plain = entry("2026-01-15", null, null, HOUR, null);
    TimesheetEntry entry = stored(plain, EntryStatus.DRAFT);
    Context dollars = new Context(7, new BigDecimal("80"), "USD", BERLIN, Rounding.NONE);
    entry.change(plain, dollars);
    assertThat(read(entry, "currency")).isEqualTo("EUR");
    assertThat(read(entry, "hourlyRate")).isNull();
    assertThat(read(new TimesheetEntry(plain, dollars), "currency")).isEqualTo("USD");
  }

  @Test
  void durationAndHoursSayTheSame() {
    assertThat(seconds(entry("2026-01-15", null, null, 7200, "2"), Rounding.NONE))
        .isEqualTo(2 * HOUR);
    assertThatThrownBy(() -> seconds(entry("2026-01-15", null, null, 7200, "3"), Rounding.NONE))
        .hasMessageContaining("hours contradicts duration");
    assertThatThrownBy(
            () -> seconds(entry("2026-01-15", "12:00", "12:00", null, null), Rounding.NONE))
        .hasMessageContaining("more than 0");
    assertThat(seconds(entry("2026-01-15", "09:00", null, null, "0.5"), Rounding.NONE))
        .isEqualTo(1800);
  }

  @ParameterizedTest
  @CsvSource({
    "NONE, 421, 421",
    "NEAREST, 449, ",
    "NEAREST, 450, 900",
    "NEAREST, 1349, 900",
    "NEAREST, 1350, 1800",
    "UP, 1, 900",
    "UP, 900, 900",
    "UP, 901, 1800",
    "UP, 86400, 86400",
    "NEAREST, 86400, 86400"
  })
  void durationIsRoundedToQuarters(Rounding rounding, int given, Integer stored) {
    NewTimesheetEntry entry = entry("2026-01-15", null, null, given, null);
    if (stored == null) {
      assertRefused("duration", entry, rounding);
    } else {
      assertThat(seconds(entry, rounding)).isEqualTo(stored);
    }
  }

  @Test
  void moreThanADayAndNothingAreRefused() {
    assertThat(seconds(entry("2026-01-15", null, null, 86_400, null), Rounding.NONE))
        .isEqualTo(86_400);
    assertRefused("duration", entry("2026-01-15", null, null, 86_401, null));
    assertRefused("duration", entry("2026-01-15", null, null, Integer.MAX_VALUE, null));
    assertRefused("duration", entry("2026-01-15", null, null, 0, null));
    assertRefused("hours", entry("2026-01-15", null, null, null, "24.01"));
    assertRefused("hours", entry("2026-01-15", null, null, null, "0.0001"));
    assertRefused("duration", entry("2026-01-15", null, null, null, null));
  }

  @ParameterizedTest
  @EnumSource(names = {"APPROVED", "INVOICED"})
  void whatIsApprovedCannotBeChanged(EntryStatus status) {
    NewTimesheetEntry given = entry("2026-01-15", null, null, HOUR, null);
    assertThatThrownBy(() -> stored(given, status).change(given, context(Rounding.NONE)))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.type()).isEqualTo(ProblemType.CONFLICT))
        .hasMessageContaining(status.name());
  }

  @ParameterizedTest
  @EnumSource(names = {"DRAFT", "SUBMITTED", "REJECTED"})
  void whatIsNotApprovedCanBeChanged(EntryStatus status) {
    TimesheetEntry entry = stored(entry("2026-01-15", null, null, HOUR, null), status);
    entry.change(entry("2026-01-16", null, null, 2 * HOUR, null), context(Rounding.NONE));
    assertThat(read(entry, "duration")).isEqualTo(2 * HOUR);
    assertThat(entry.date()).isEqualTo(LocalDate.of(2026, 1, 16));
  }

  @Test
  void breaksBetweenUnchangedTimesStay() {
    TimesheetEntry entry =
        stored(entry("2026-01-15", "09:00", "17:00", null, null), EntryStatus.DRAFT);
    set(entry, "duration", 7 * HOUR);
    entry.change(entry("2026-01-15", "09:00", "17:00", 7 * HOUR, "7"), context(Rounding.NONE));
    assertThat(read(entry, "duration")).isEqualTo(7 * HOUR);
    entry.change(entry("2026-01-15", "09:00", "16:00", 7 * HOUR, null), context(Rounding.UP));
    assertThat(read(entry, "duration")).isEqualTo(7 * HOUR);
    entry.change(entry("2026-01-15", "09:00", "15:00", 7 * HOUR, null), context(Rounding.NONE));
    assertThat(read(entry, "duration")).isEqualTo(6 * HOUR);
  }

  @Test
  void otherHoursBesideTheStoredDurationCount() {
    TimesheetEntry entry = stored(entry("2026-01-15", null, null, 1234, null), EntryStatus.DRAFT);
    entry.change(entry("2026-01-15", null, null, 1234, "2"), context(Rounding.NONE));
    assertThat(read(entry, "duration")).isEqualTo(2 * HOUR);
  }

  @Test
  void whatWasReadCanBeSentBackToTheSecond() {
    TimesheetEntry entry = stored(entry("2026-01-15", null, null, 1234, null), EntryStatus.DRAFT);
    entry.change(entry("2026-01-15", null, null, 1234, "0.3428"), context(Rounding.UP));
    assertThat(read(entry, "duration")).isEqualTo(1234);
  }

  @Test
  void ownRateWinsOverTheResolvedOne() {
    NewTimesheetEntry plain = entry("2026-01-15", null, null, HOUR, null);
    TimesheetEntry entry = new TimesheetEntry(plain, context(Rounding.NONE));
    assertThat(read(entry, "hourlyRate")).isEqualTo(new BigDecimal("80"));
    entry.change(plain.with(new BigDecimal("99")), context(Rounding.NONE));
    assertThat(read(entry, "hourlyRate")).isEqualTo(new BigDecimal("99"));
    entry.change(plain, context(Rounding.NONE));
    assertThat(read(entry, "hourlyRate")).isEqualTo(new BigDecimal("80"));
  }

  private static void assertRefused(String field, NewTimesheetEntry given) {
    assertRefused(field, given, Rounding.NONE);
  }

  private static void assertRefused(String field, NewTimesheetEntry given, Rounding rounding) {
    assertRefused(field, () -> seconds(given, rounding));
  }

  private static void assertRefused(
      String field, TimesheetEntry entry, NewTimesheetEntry given, Rounding rounding) {
    assertRefused(field, () -> entry.change(given, context(rounding)));
  }

  private static void assertRefused(String field, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ProblemException.class,
            e ->
                assertThat(e.errors())
                    .extracting(FieldError::pointer)
                    .isEqualTo(List.of("/" + field)));
  }
}
