package io.plinth.clients.service;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.plinth.platform.error.FieldError;
import io.plinth.platform.error.ProblemException;
import io.plinth.platform.error.SelfChecked;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * What a service is made of.
 *
 * @param fee per billing period, in the client's currency
 * @param hourlyRate of hours booked on it
 * @param startDate its first day; null: since ever
 * @param endDate its last day; null: until further notice
 * @param active false: it has ended, or is not offered any more; true where it is null
 */
@JsonIgnoreProperties({"id", "version", "createdAt", "clientName", "currency"})
public record NewService(
    @NotNull Long clientId,
    @NotBlank @Size(max = 200) String serviceType,
    @NotNull BillingFrequency billingFrequency,
    @DecimalMin("0") @DecimalMax("999999999999.99") @Digits(integer = 12, fraction = 2)
        BigDecimal fee,
    @DecimalMin("0") @DecimalMax("99999999.9999") @Digits(integer = 8, fraction = 4)
        BigDecimal hourlyRate,
    LocalDate startDate,
    LocalDate endDate,
    Boolean active)
    implements SelfChecked {

  @Override
  public List<FieldError> errors() {
    List<FieldError> errors = new ArrayList<>();
    if (startDate != null && endDate != null && endDate.isBefore(earliestEnd())) {
      errors.add(FieldError.field("endDate", "endDate must not be before startDate."));
    }
    if (fee != null && billingFrequency == BillingFrequency.HOURLY) {
      errors.add(FieldError.field("fee", "An hourly service has a rate instead of a fee."));
    }
    return errors;
  }

  /** The end of a service that never ran, which may stay, or the earliest end of any other. */
  private LocalDate earliestEnd() {
    return isActive() ? startDate : startDate.minusDays(1);
  }

  /** The same with the service's own money: whoever may not see it cannot change it. */
  NewService withMoneyOf(Service service) {
    return new NewService(
        clientId,
        serviceType,
        billingFrequency,
        service.fee(),
        service.hourlyRate(),
        startDate,
        endDate,
        active);
  }

  /** For whoever may not see money. */
  void refuseMoney() {
    List<FieldError> errors = new ArrayList<>();
    if (fee != null) {
      errors.add(FieldError.field("fee", "You may not set a fee."));
    }
    if (hourlyRate != null) {
      errors.add(FieldError.field("hourlyRate", "You may not set a rate."));
    }
    if (!errors.isEmpty()) {
      throw ProblemException.invalid(errors);
    }
  }

  public boolean isActive() {
    return active == null || active;
  }
}
