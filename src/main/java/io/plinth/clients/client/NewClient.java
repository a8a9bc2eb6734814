package io.plinth.clients.client;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.plinth.platform.error.FieldError;
import io.plinth.platform.error.ProblemException;
import io.plinth.platform.error.SelfChecked;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.MonthDay;
import java.util.ArrayList;
import java.util.List;

/**
 * What a client is made of. What only Plinth sets is accepted and ignored, so that what was read
 * can be sent back.
 *
 * @param fiscalYearEnd its last day, as MM-DD
 * @param stage of the pipeline; NEW for a prospect where it is null
 * @param estimatedValue a year, in the client's currency
 * @param currency ISO 4217; the firm's where it is null
 * @param defaultHourlyRate what an hour costs where neither entry, service nor person says
 */
@JsonIgnoreProperties({
  "id",
  "version",
  "createdAt",
  "ownerName",
  "annualRecurring",
  "revenue",
  "hours"
})
public record NewClient(
    @NotBlank @Size(max = 200) String legalName,
    EntityType entityType,
    @Pattern(
            regexp = "(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])",
            message = "must be a day of the year as MM-DD, such as 12-31")
        String fiscalYearEnd,
    @NotNull ClientStatus status,
    Long ownerId,
    Stage stage,
    @Size(max = 200) String source,
    @DecimalMin("0") @DecimalMax("999999999999.99") @Digits(integer = 12, fraction = 2)
        BigDecimal estimatedValue,
    @Size(max = 1000) String lostReason,
    LocalDate nextFollowUpDate,
    @Pattern(regexp = "[A-Z]{3}", message = "must be an ISO 4217 code, such as USD")
        String currency,
    @DecimalMin("0") @DecimalMax("99999999.9999") @Digits(integer = 8, fraction = 4)
        BigDecimal defaultHourlyRate)
    implements SelfChecked {

  @Override
  public List<FieldError> errors() {
    List<FieldError> errors = new ArrayList<>();
    if (fiscalYearEnd != null && !isDay(fiscalYearEnd)) {
      errors.add(FieldError.field("fiscalYearEnd", "There is no day " + fiscalYearEnd + "."));
    }
    if (currency != null && !CurrencyCode.isKnown(currency)) {
      errors.add(FieldError.field("currency", "currency must be an ISO 4217 code, such as USD."));
    }
    return errors;
  }

  private static boolean isDay(String day) {
    try {
      return MonthDay.parse("--" + day) != null;
    } catch (DateTimeException e) {
      return false;
    }
  }

  /** For whoever may not see money. */
  void refuseMoney() {
    List<FieldError> errors = new ArrayList<>();
    if (estimatedValue != null) {
      errors.add(FieldError.field("estimatedValue", "You may not set a value."));
    }
    if (defaultHourlyRate != null) {
      errors.add(FieldError.field("defaultHourlyRate", "You may not set a rate."));
    }
    if (!errors.isEmpty()) {
      throw ProblemException.invalid(errors);
    }
  }

  /** The same with the client's own money: whoever may not see it cannot change it. */
  NewClient withMoneyOf(Client client) {
    return new NewClient(
        legalName,
        entityType,
        fiscalYearEnd,
        status,
        ownerId,
        stage,
        source,
        client.estimatedValue(),
        lostReason,
        nextFollowUpDate,
        currency,
        client.defaultHourlyRate());
  }
}
