package io.plinth.clients.timesheet;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.plinth.platform.error.FieldError;
import io.plinth.platform.error.SelfChecked;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;

/**
 * What a timesheet entry is made of. Its length comes from start and end where both are given (an
 * end before the start is past midnight), else from {@code duration}, else from {@code hours}.
 * Start and end that contradict the other two are refused, but for what was stored.
 *
 * @param userId the principal where it is null
 * @param duration in seconds
 * @param billable true where it is null
 * @param hourlyRate for this very entry; null: that of service, person or client
 * @param sourceId the entry's id in {@code sourceSystem}; the pair is unique
 */
@JsonIgnoreProperties({
  "id",
  "version",
  "createdAt",
  "clientName",
  "serviceType",
  "userName",
  "amount",
  "currency",
  "status",
  "importId",
  "resolvedRate"
})
public record NewTimesheetEntry(
    @NotNull Long clientId,
    Long serviceId,
    Long userId,
    @NotNull LocalDate date,
    LocalTime startTime,
    LocalTime endTime,
    @Min(1) @Max(86_400) Integer duration,
    @DecimalMin(value = "0", inclusive = false) @DecimalMax("24") @Digits(integer = 2, fraction = 6)
        BigDecimal hours,
    @Size(max = 200) String projectTask,
    @Size(max = 4000) String description,
    @Size(max = 50) List<@Size(max = 200) String> tags,
    Boolean billable,
    @DecimalMin("0") @DecimalMax("99999999.9999") @Digits(integer = 8, fraction = 4)
        BigDecimal hourlyRate,
    @Size(max = 100) String sourceSystem,
    @Size(max = 200) String sourceId)
    implements SelfChecked {

  @Override
  public List<FieldError> errors() {
    return (sourceSystem == null) == (sourceId == null)
        ? List.of()
        : List.of(
            FieldError.field(
                sourceId == null ? "sourceId" : "sourceSystem",
                "sourceSystem and sourceId go together."));
  }

  public boolean isBillable() {
    return billable == null || billable;
  }

  /** The same with another rate. */
  NewTimesheetEntry with(BigDecimal otherRate) {
    return with(otherRate, sourceSystem, sourceId);
  }

  /** The same with another source. */
  NewTimesheetEntry with(String otherSystem, String otherId) {
    return with(hourlyRate, otherSystem, otherId);
  }

  private NewTimesheetEntry with(BigDecimal otherRate, String otherSystem, String otherId) {
    return new NewTimesheetEntry(
        clientId,
        serviceId,
        userId,
        date,
        startTime,
        endTime,
        duration,
        hours,
        projectTask,
        description,
        tags,
        billable,
        otherRate,
        otherSystem,
        otherId);
  }
}
