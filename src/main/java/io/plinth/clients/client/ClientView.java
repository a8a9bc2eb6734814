package io.plinth.clients.client;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;

/**
 * A client as others see it. Who may not see money does not get the fields that are about it.
 *
 * @param annualRecurring today's annual recurring revenue, in {@code currency}
 * @param revenue of the current calendar year, in {@code currency}
 * @param hours of the current calendar year; one's own where one sees only those
 */
public record ClientView(
    Long id,
    Long version,
    String legalName,
    EntityType entityType,
    String fiscalYearEnd,
    ClientStatus status,
    Long ownerId,
    String ownerName,
    Stage stage,
    String source,
    BigDecimal estimatedValue,
    String lostReason,
    LocalDate nextFollowUpDate,
    String currency,
    BigDecimal defaultHourlyRate,
    Instant createdAt,
    BigDecimal annualRecurring,
    BigDecimal revenue,
    BigDecimal hours) {

  @JsonIgnore
  public NewClient toInput() {
    return new NewClient(
        legalName,
        entityType,
        fiscalYearEnd,
        status,
        ownerId,
        stage,
        source,
        estimatedValue,
        lostReason,
        nextFollowUpDate,
        currency,
        defaultHourlyRate);
  }
}
