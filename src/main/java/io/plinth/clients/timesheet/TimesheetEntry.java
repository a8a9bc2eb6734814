package io.plinth.clients.timesheet;

import io.plinth.clients.importer.Rounding;
import io.plinth.platform.error.FieldError;
import io.plinth.platform.error.ProblemException;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Time that somebody worked for a client. Its length, in whole seconds, is what counts; start and
 * end, wall-clock times in the firm's zone, may enclose breaks. Its amount is computed by the
 * database from length, rate and billable.
 */
@Entity
@Table(name = "timesheet_entries")
public class TimesheetEntry {
  private static final int SECONDS_A_DAY = 86_400;
  private static final BigDecimal SECONDS_AN_HOUR = BigDecimal.valueOf(3600);

  @Id
  @GeneratedValue(generator = "timesheet_entries_seq")
  @SequenceGenerator(
      name = "timesheet_entries_seq",
      sequenceName = "timesheet_entries_seq",
      allocationSize = 50)
  private Long id;

  @Version private long version;

  @Column(name = "client_id")
  private long clientId;

  @Column(name = "service_id")
  private Long serviceId;

  @Column(name = "user_id")
  private long userId;

  private LocalDate date;

  @Column(name = "start_time")
  private LocalTime startTime;

  @Column(name = "end_time")
  private LocalTime endTime;

  private int duration;

  @Column(name = "project_task")
  private String projectTask;

  private String description;
  private String[] tags;
  private boolean billable;

  @Column(name = "own_rate")
  private BigDecimal ownRate;

  @Column(name = "hourly_rate")
  private BigDecimal hourlyRate;

  @Column(columnDefinition = "char(3)")
  private String currency;

  @Enumerated(EnumType.STRING)
  private EntryStatus status = EntryStatus.DRAFT;

  @Column(name = "source_system")
  private String sourceSystem;

  @Column(name = "source_id")
  private String sourceId;

  @Column(name = "created_at", updatable = false)
  private Instant createdAt;

  protected TimesheetEntry() {}

  /**
   * What an entry takes from around it.
   *
   * @param rate of service, person or client, the first that is set; may be null
   * @param currency the client's
   */
  record Context(long userId, BigDecimal rate, String currency, ZoneId zone, Rounding rounding) {}

  TimesheetEntry(NewTimesheetEntry given, Context context) {
    createdAt = Instant.now();
    change(given, context);
  }

  /**
   * Takes over everything that {@code given} says. An approved entry refuses; one imported in
   * another currency than its client's keeps that, and has no rate but its own.
   */
  final void change(NewTimesheetEntry given, Context context) {
    requireOpen();
    if ((given.sourceSystem() == null) != (given.sourceId() == null)) {
      throw ProblemException.invalidField(
          given.sourceId() == null ? "sourceId" : "sourceSystem",
          "sourceSystem and sourceId go together.");
    }
    boolean foreign =
        id != null && clientId == given.clientId() && !currency.equals(context.currency());
    duration = length(given, context);
    clientId = given.clientId();
    serviceId = given.serviceId();
    userId = context.userId();
    date = given.date();
    startTime = given.startTime();
    endTime = given.endTime();
    projectTask = given.projectTask();
    description = given.description();
    tags = given.tags() == null ? new String[0] : given.tags().toArray(String[]::new);
    billable = given.isBillable();
    ownRate = given.hourlyRate();
    hourlyRate = ownRate != null || foreign ? ownRate : context.rate();
    currency = foreign ? currency : context.currency();
    sourceSystem = given.sourceSystem();
    sourceId = given.sourceId();
  }

  /** From approval on, an entry is part of the books. */
  void requireOpen() {
    if (status == EntryStatus.APPROVED || status == EntryStatus.INVOICED) {
      throw ProblemException.conflict("This entry is " + status + " and cannot be changed.");
    }
  }

  /** What is wrong with the length of a new entry. */
  static List<FieldError> lengthErrors(NewTimesheetEntry given, ZoneId zone, Rounding rounding) {
    try {
      new TimesheetEntry().length(given, new Context(0, null, null, zone, rounding));
      return List.of();
    } catch (ProblemException e) {
      return e.errors();
    }
  }

  private int length(NewTimesheetEntry given, Context context) {
    if (given.startTime() != null && given.endTime() != null) {
      return lengthByClock(given, context);
    }
    if (id == null && given.duration() != null && given.hours() != null) {
      refuseOtherHours(given);
    }
    if (given.duration() != null && !saysOtherHours(given)) {
      boolean same = id != null && given.duration() == duration;
      return same ? duration : checked(given.duration(), "duration", context.rounding());
    }
    if (given.hours() == null) {
      throw ProblemException.invalid(
          List.of(
              FieldError.field(
                  "duration", "Say how long: startTime and endTime, or duration, or hours.")));
    }
    return checked(seconds(given.hours()), "hours", context.rounding());
  }

  /**
   * From start and end. The stored length beside the stored times stays, for it may leave out
   * breaks; beside other times it is what was read before and does not count.
   */
  private int lengthByClock(NewTimesheetEntry given, Context context) {
    long between = between(given, context.zone());
    int rounded = checked(between, "endTime", context.rounding());
    Set<Long> consistent = new HashSet<>(List.of(between, (long) rounded));
    if (id != null) {
      consistent.add((long) duration);
    }
    Long ofHours = given.hours() == null ? null : seconds(given.hours());
    if (given.duration() != null && !consistent.contains((long) given.duration())) {
      throw contradiction("duration", between);
    }
    if (ofHours != null && !consistent.contains(ofHours)) {
      throw contradiction("hours", between);
    }
    boolean sameTimes =
        id != null
            && given.startTime().equals(startTime)
            && given.endTime().equals(endTime)
            && given.date().equals(date);
    boolean sameLength =
        (given.duration() != null || ofHours != null)
            && (given.duration() == null || given.duration() == duration)
            && (ofHours == null || ofHours == duration);
    return sameTimes && sameLength ? duration : rounded;
  }

  private static ProblemException contradiction(String field, long between) {
    return ProblemException.invalidField(
        field,
        field
            + " contradicts startTime and endTime, which are "
            + between
            + " seconds apart. Leave it out, or set startTime and endTime to null.");
  }

  private static void refuseOtherHours(NewTimesheetEntry given) {
    if (seconds(given.hours()) != given.duration()) {
      throw ProblemException.invalidField(
          "hours", "hours contradicts duration, which is in seconds. Leave one of them out.");
    }
  }

  /** Whether the hours are what is new, and the duration beside them is what was stored. */
  private boolean saysOtherHours(NewTimesheetEntry given) {
    return id != null
        && given.hours() != null
        && given.duration() == duration
        && seconds(given.hours()) != duration;
  }

  private static long seconds(BigDecimal hours) {
    return hours.multiply(SECONDS_AN_HOUR).setScale(0, RoundingMode.HALF_UP).longValueExact();
  }

  /** By the clock of the zone, so that the nights when it is put back or forward come out right. */
  private static long between(NewTimesheetEntry given, ZoneId zone) {
    boolean pastMidnight = given.endTime().isBefore(given.startTime());
    LocalDate endDate = pastMidnight ? given.date().plusDays(1) : given.date();
    ZonedDateTime start = given.date().atTime(given.startTime()).atZone(zone);
    return Duration.between(start, endDate.atTime(given.endTime()).atZone(zone)).toSeconds();
  }

  private static int checked(long seconds, String field, Rounding rounding) {
    int rounded = seconds > 2L * SECONDS_A_DAY ? Integer.MAX_VALUE : rounding.apply((int) seconds);
    if (rounded <= 0 || rounded > SECONDS_A_DAY) {
      throw ProblemException.invalidField(
          field, "An entry lasts more than 0 and at most 24 hours.");
    }
    return rounded;
  }

  public Long id() {
    return id;
  }

  public long version() {
    return version;
  }

  public long userId() {
    return userId;
  }

  public LocalDate date() {
    return date;
  }

  /** The rate given for this very entry; null where it is resolved. */
  public BigDecimal ownRate() {
    return ownRate;
  }

  public String sourceSystem() {
    return sourceSystem;
  }

  public String sourceId() {
    return sourceId;
  }

  /** Tags as given. */
  public List<String> tags() {
    return new ArrayList<>(List.of(tags));
  }
}
