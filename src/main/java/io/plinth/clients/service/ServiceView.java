package io.plinth.clients.service;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;

/** A service as others see it. Who may not see money does not get {@code fee, hourlyRate}. */
public record ServiceView(
    Long id,
    Long version,
    Long clientId,
    String clientName,
    String currency,
    String serviceType,
    BillingFrequency billingFrequency,
    BigDecimal fee,
    BigDecimal hourlyRate,
    LocalDate startDate,
    LocalDate endDate,
    Boolean active,
    Instant createdAt) {

  @JsonIgnore
  public NewService toInput() {
    return new NewService(
        clientId, serviceType, billingFrequency, fee, hourlyRate, startDate, endDate, active);
  }
}
