package io.plinth.clients.revenue;

import io.plinth.clients.client.ClientStatus;
import io.plinth.clients.client.CurrencyCode;
import io.plinth.clients.client.EntityType;
import java.time.LocalDate;
import java.util.List;

/**
 * Which revenue.
 *
 * @param from first day; where it is null see {@link ReportPeriod}
 * @param to the day after the last; where it is null see {@link ReportPeriod}
 * @param groupBy clients where it is null
 * @param ownerId of the clients; so are {@code status} and {@code entityType}
 * @param currency the firm's where it is null
 */
public record RevenueFilter(
    LocalDate from,
    LocalDate to,
    RevenueKey groupBy,
    Long clientId,
    Long ownerId,
    List<ClientStatus> status,
    List<EntityType> entityType,
    String currency) {

  public RevenueFilter {
    CurrencyCode.checkParameter(currency);
  }

  /** With every default filled in, and the period checked. */
  RevenueFilter complete(LocalDate today, String firmCurrency) {
    ReportPeriod period = ReportPeriod.of(from, to, today);
    return new RevenueFilter(
        period.from(),
        period.to(),
        groupBy == null ? RevenueKey.CLIENT : groupBy,
        clientId,
        ownerId,
        status,
        entityType,
        currency == null ? firmCurrency : currency);
  }

  RevenueFilter by(RevenueKey key) {
    return new RevenueFilter(from, to, key, clientId, ownerId, status, entityType, currency);
  }
}
