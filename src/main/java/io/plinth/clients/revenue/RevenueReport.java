package io.plinth.clients.revenue;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.plinth.clients.timesheet.Summary;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;

/**
 * Revenue of a period by one key, and over all, in one currency.
 *
 * @param to the day after the last
 * @param otherCurrencies that there is revenue in besides, which is not summed
 */
public record RevenueReport(
    LocalDate from,
    LocalDate to,
    List<Group> items,
    Amounts totals,
    String currency,
    List<String> otherCurrencies) {

  /**
   * One group: its key, and what {@link Amounts} says. {@code service} and {@code owner} are absent
   * where hours are booked on no service, or nobody owns the client.
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Group(
      Summary.ClientRef client,
      YearMonth month,
      Summary.ServiceRef service,
      Summary.UserRef owner,
      BigDecimal recurring,
      BigDecimal oneTime,
      BigDecimal time,
      BigDecimal total) {}

  /** {@code total = recurring + oneTime + time}. */
  public record Amounts(
      BigDecimal recurring, BigDecimal oneTime, BigDecimal time, BigDecimal total) {
    static final Amounts NONE = new Amounts(zero(), zero(), zero(), zero());

    private static BigDecimal zero() {
      return BigDecimal.ZERO.setScale(2);
    }
  }
}
