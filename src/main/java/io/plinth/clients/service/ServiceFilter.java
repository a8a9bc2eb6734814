package io.plinth.clients.service;

import java.util.List;

/** Which services; {@code search} is part of their type. */
public record ServiceFilter(
    List<Long> id,
    Long clientId,
    String search,
    List<BillingFrequency> billingFrequency,
    Boolean active) {

  public static ServiceFilter client(long clientId) {
    return new ServiceFilter(List.of(), clientId, null, List.of(), null);
  }
}
