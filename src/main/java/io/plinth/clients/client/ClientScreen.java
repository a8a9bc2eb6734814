package io.plinth.clients.client;

import io.plinth.clients.dashboard.DashboardView;
import io.plinth.clients.service.ServiceView;
import io.plinth.clients.timesheet.TimesheetEntryView;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;

/**
 * Model of {@code clients/client}: everything about one client on one page. Money is null for a
 * viewer without {@code revenue:read}.
 *
 * @param byMonth the last twelve months
 * @param entries the last entries, newest first
 * @param stages the way through the pipeline, newest first
 */
public record ClientScreen(
    Facts facts,
    Figures figures,
    List<ServiceLine> services,
    List<DashboardView.Month> byMonth,
    List<EntryLine> entries,
    List<StageChange> stages,
    LocalDate today,
    Instant asOf) {

  /** What stands in the client's own row. */
  public record Facts(
      long id,
      String legalName,
      String status,
      String entityType,
      String fiscalYearEnd,
      String owner,
      String stage,
      String source,
      BigDecimal estimatedValue,
      String lostReason,
      LocalDate nextFollowUpDate,
      String currency,
      BigDecimal defaultHourlyRate,
      Instant createdAt) {

    static Facts of(ClientView client) {
      return new Facts(
          client.id(),
          client.legalName(),
          client.status().name(),
          client.entityType().name(),
          client.fiscalYearEnd(),
          client.ownerName(),
          client.stage() == null ? null : client.stage().name(),
          client.source(),
          client.estimatedValue(),
          client.lostReason(),
          client.nextFollowUpDate(),
          client.currency(),
          client.defaultHourlyRate(),
          client.createdAt());
    }
  }

  /** The tiles: what recurs, and this year against the one before. */
  public record Figures(
      BigDecimal annualRecurring,
      BigDecimal monthlyRecurring,
      BigDecimal revenue,
      BigDecimal previousRevenue,
      BigDecimal hours,
      BigDecimal billableHours,
      String year) {}

  /** One service. */
  public record ServiceLine(
      long id,
      String serviceType,
      String billingFrequency,
      BigDecimal fee,
      BigDecimal hourlyRate,
      LocalDate startDate,
      LocalDate endDate,
      boolean active) {

    static ServiceLine of(ServiceView service) {
      return new ServiceLine(
          service.id(),
          service.serviceType(),
          service.billingFrequency().name(),
          service.fee(),
          service.hourlyRate(),
          service.startDate(),
          service.endDate(),
          service.active());
    }
  }

  /** One timesheet entry. */
  public record EntryLine(
      LocalDate date,
      LocalTime start,
      LocalTime end,
      String user,
      String service,
      String task,
      String description,
      BigDecimal hours,
      boolean billable,
      BigDecimal amount,
      String status) {

    static EntryLine of(TimesheetEntryView entry) {
      return new EntryLine(
          entry.date(),
          entry.startTime(),
          entry.endTime(),
          entry.userName(),
          entry.serviceType(),
          entry.projectTask(),
          entry.description(),
          entry.hours(),
          entry.billable(),
          entry.amount(),
          entry.status().name());
    }
  }

  /** One step through the pipeline. */
  public record StageChange(String stage, String reason, Instant at, String by) {}
}
