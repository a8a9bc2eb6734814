package io.plinth.clients.timesheet;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;

/**
 * A timesheet entry as others see it. Who may not see money does not get {@code hourlyRate,
 * resolvedRate, amount}.
 *
 * @param duration seconds
 * @param hours {@code duration / 3600}, to four decimals
 * @param hourlyRate the one given for this very entry, or null
 * @param resolvedRate the one that applies: of entry, service, person or client
 */
public record TimesheetEntryView(
    Long id,
    Long version,
    Long clientId,
    String clientName,
    Long serviceId,
    String serviceType,
    Long userId,
    String userName,
    LocalDate date,
    LocalTime startTime,
    LocalTime endTime,
    Integer duration,
    BigDecimal hours,
    String projectTask,
    String description,
    List<String> tags,
    Boolean billable,
    BigDecimal hourlyRate,
    BigDecimal resolvedRate,
    BigDecimal amount,
    String currency,
    EntryStatus status,
    String sourceSystem,
    String sourceId,
    Long importId,
    Instant createdAt) {

  @JsonIgnore
  public NewTimesheetEntry toInput() {
    return new NewTimesheetEntry(
        clientId,
        serviceId,
        userId,
        date,
        startTime,
        endTime,
        duration,
        null,
        projectTask,
        description,
        tags,
        billable,
        hourlyRate,
        sourceSystem,
        sourceId);
  }
}
