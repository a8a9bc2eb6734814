package io.plinth.clients.timesheet;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;

/**
 * Hours and amounts by the groups asked for, and over all.
 *
 * @param currency that amounts are in
 * @param otherCurrencies that entries of the summary have amounts in besides, which are not summed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Summary(
    List<Group> items, Totals totals, String currency, List<String> otherCurrencies) {

  /**
   * One group. Of the keys only those asked for are there; {@code service} and {@code task} are
   * absent, too, where entries have none.
   *
   * @param week of the ISO calendar, such as 2011-W37
   * @param hours and the other hours: decimal, to four places
   * @param amount null where the reader may not see money
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Group(
      ClientRef client,
      ServiceRef service,
      UserRef user,
      String task,
      LocalDate day,
      String week,
      YearMonth month,
      Boolean billable,
      BigDecimal hours,
      BigDecimal billableHours,
      BigDecimal nonBillableHours,
      BigDecimal amount,
      long entries) {}

  /** Over all groups. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Totals(
      BigDecimal hours,
      BigDecimal billableHours,
      BigDecimal nonBillableHours,
      BigDecimal amount,
      long entries) {}

  /** A client by id and name. */
  public record ClientRef(long id, String legalName) {}

  /** A service by id and name. */
  public record ServiceRef(long id, String serviceType) {}

  /** A person by id and name. */
  public record UserRef(long id, String displayName) {}
}
