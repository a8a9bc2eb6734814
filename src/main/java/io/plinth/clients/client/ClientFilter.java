package io.plinth.clients.client;

import java.time.LocalDate;
import java.util.List;

/**
 * Which clients.
 *
 * @param id up to 500 ids
 * @param search part of the legal name; one or two letters: its beginning
 * @param followUpFrom prospects whose next follow-up is on that day or later
 * @param followUpBefore prospects whose next follow-up is before that day
 */
public record ClientFilter(
    List<Long> id,
    String search,
    List<ClientStatus> status,
    List<EntityType> entityType,
    Long ownerId,
    List<Stage> stage,
    String currency,
    LocalDate followUpFrom,
    LocalDate followUpBefore) {

  public ClientFilter {
    CurrencyCode.checkParameter(currency);
  }

  public static final ClientFilter ALL =
      new ClientFilter(List.of(), null, List.of(), List.of(), null, List.of(), null, null, null);

  public static ClientFilter id(long id) {
    return new ClientFilter(
        List.of(id), null, List.of(), List.of(), null, List.of(), null, null, null);
  }
}
