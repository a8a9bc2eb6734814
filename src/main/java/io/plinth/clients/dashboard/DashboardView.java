package io.plinth.clients.dashboard;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;

/**
 * The numbers of the dashboard, page and REST alike. A part is null where it was not asked for (a
 * single panel), and money is null for a viewer without {@code revenue:read}.
 *
 * @param asOf when the numbers were computed
 */
public record DashboardView(
    Period period,
    Revenue revenue,
    Clients clients,
    List<Stage> pipeline,
    Closed won,
    Closed lost,
    Hours hours,
    List<Month> byMonth,
    List<TopClient> topClients,
    FollowUps followUps,
    Instant asOf) {

  /** The period the numbers are about; {@code to} is exclusive. */
  public record Period(LocalDate from, LocalDate to) {}

  /** Money in one currency: what recurs as of the period's end, and what the period brought in. */
  public record Revenue(
      BigDecimal annualRecurring,
      BigDecimal monthlyRecurring,
      BigDecimal oneTime,
      BigDecimal time,
      BigDecimal total,
      BigDecimal previousTotal,
      String currency,
      List<String> otherCurrencies) {}

  /** Clients by status name. */
  public record Clients(long total, Map<String, Long> byStatus) {}

  /** Prospects in one stage, and what they may be worth in a year. */
  public record Stage(String stage, long count, BigDecimal value) {}

  /** Prospects won, or lost, in the period. */
  public record Closed(long count, BigDecimal value) {}

  /** Hours of the period; utilisation is the billable share, from 0 to 1. */
  public record Hours(
      BigDecimal total, BigDecimal billable, BigDecimal nonBillable, BigDecimal utilisation) {}

  /** One month of the period. */
  public record Month(
      YearMonth month, BigDecimal hours, BigDecimal billableHours, BigDecimal revenue) {}

  /** One of the clients that bring in most, or take most hours where money is not shown. */
  public record TopClient(long id, String legalName, BigDecimal revenue, BigDecimal hours) {}

  /** How many prospects wait for a call. */
  public record FollowUps(long overdue, long today, long thisWeek) {}
}
