package io.plinth.clients.timesheet;

import io.plinth.clients.client.ClientStatus;
import io.plinth.clients.client.CurrencyCode;
import io.plinth.clients.client.EntityType;
import java.time.LocalDate;
import java.util.List;

/**
 * Which entries a summary is over, and by what.
 *
 * @param from first day; null: since ever
 * @param to the day after the last; null: for ever
 * @param ownerId of the entries' clients; so are {@code status} and {@code entityType}
 * @param currency what amounts are summed in; the firm's where it is null
 */
public record SummaryFilter(
    LocalDate from,
    LocalDate to,
    List<SummaryKey> groupBy,
    Long clientId,
    Long serviceId,
    Long userId,
    Boolean billable,
    Long ownerId,
    List<ClientStatus> status,
    List<EntityType> entityType,
    String currency) {

  public SummaryFilter {
    CurrencyCode.checkParameter(currency);
  }

  public static SummaryFilter of(LocalDate from, LocalDate to, SummaryKey... keys) {
    return new SummaryFilter(
        from, to, List.of(keys), null, null, null, null, null, List.of(), List.of(), null);
  }

  public SummaryFilter client(long id) {
    return new SummaryFilter(
        from, to, groupBy, id, serviceId, userId, billable, ownerId, status, entityType, currency);
  }
}
