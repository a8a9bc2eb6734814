package io.plinth.clients.dashboard;

import io.plinth.clients.client.ClientStatus;
import io.plinth.clients.client.CurrencyCode;
import io.plinth.clients.client.EntityType;
import io.plinth.clients.revenue.ReportPeriod;
import io.plinth.clients.revenue.RevenueFilter;
import io.plinth.clients.timesheet.SummaryFilter;
import io.plinth.clients.timesheet.SummaryKey;
import java.time.LocalDate;
import java.util.List;

/**
 * What the dashboard is about.
 *
 * @param from first day; where it is null see {@link ReportPeriod}
 * @param to the day after the last; where it is null see {@link ReportPeriod}
 * @param ownerId only clients of that owner
 * @param currency what money is shown in; the firm's where it is null
 */
public record DashboardFilter(
    LocalDate from,
    LocalDate to,
    Long ownerId,
    List<ClientStatus> status,
    List<EntityType> entityType,
    String currency) {
  public DashboardFilter {
    CurrencyCode.checkParameter(currency);
  }

  /** With every default filled in, and the period checked. */
  DashboardFilter complete(LocalDate today, String firmCurrency) {
    ReportPeriod period = ReportPeriod.of(from, to, today);
    return new DashboardFilter(
        period.from(),
        period.to(),
        ownerId,
        status,
        entityType,
        currency == null ? firmCurrency : currency);
  }

  RevenueFilter revenue() {
    return new RevenueFilter(from, to, null, null, ownerId, status, entityType, currency);
  }

  SummaryFilter hours(SummaryKey... keys) {
    return new SummaryFilter(
        from, to, List.of(keys), null, null, null, null, ownerId, status, entityType, currency);
  }
}
