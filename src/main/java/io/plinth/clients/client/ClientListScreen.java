package io.plinth.clients.client;

import io.plinth.platform.web.Chip;
import io.plinth.platform.web.Link;
import io.plinth.platform.web.Option;
import io.plinth.platform.web.Sort;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * Model of {@code clients/list}.
 *
 * @param self the address with everything that is on: {@code q}, {@code status}, {@code
 *     entityType}, {@code ownerId}, {@code followUp}, {@code sort}, {@code after}
 * @param sort by {@code legalName}, {@code status}, {@code owner}, {@code annualRecurring}, {@code
 *     revenue}, {@code hours} or {@code nextFollowUpDate}
 * @param totals of all rows that match, not only those shown; null where unknown
 * @param next the token of the next page; null on the last
 * @param count how many match
 * @param exact whether it is exactly so many, or at least
 * @param year the year revenue and hours are about, as the column head says it
 * @param empty whether the firm has no clients at all
 */
public record ClientListScreen(
    Link self,
    Sort sort,
    List<Option> owners,
    List<Row> rows,
    Totals totals,
    String next,
    long count,
    boolean exact,
    String year,
    LocalDate today,
    boolean empty) {

  /** One client; money is null for a viewer without {@code revenue:read}. */
  public record Row(
      long id,
      String legalName,
      String status,
      String owner,
      BigDecimal annualRecurring,
      BigDecimal revenue,
      BigDecimal hours,
      LocalDate nextFollowUpDate,
      String currency) {

    static Row of(ClientView client) {
      return new Row(
          client.id(),
          client.legalName(),
          client.status().name(),
          client.ownerName(),
          client.annualRecurring(),
          client.revenue(),
          client.hours(),
          client.nextFollowUpDate(),
          client.currency());
    }
  }

  /** The foot of the table, in one currency. */
  public record Totals(
      BigDecimal annualRecurring, BigDecimal revenue, BigDecimal hours, String currency) {}

  /** Everything that is not a filter left in place. */
  public Link clear() {
    return self.without("q", "status", "entityType", "ownerId", "followUp", "after");
  }

  /** What is on. */
  public List<Chip> chips() {
    Link first = self.without("after");
    List<Chip> chips = new ArrayList<>();
    if (!self.get("q").isEmpty()) {
      chips.add(new Chip("“" + self.get("q") + "”", first.without("q")));
    }
    if (!self.get("status").isEmpty()) {
      chips.add(new Chip(ClientWords.status(self.get("status")), first.without("status")));
    }
    if (!self.get("entityType").isEmpty()) {
      chips.add(
          new Chip(ClientWords.entityType(self.get("entityType")), first.without("entityType")));
    }
    if (!self.get("ownerId").isEmpty()) {
      chips.add(new Chip("Owner: " + ownerName(), first.without("ownerId")));
    }
    if (!self.get("followUp").isEmpty()) {
      chips.add(new Chip(ClientWords.followUp(self.get("followUp")), first.without("followUp")));
    }
    return chips;
  }

  private String ownerName() {
    return owners.stream()
        .filter(o -> o.value().equals(self.get("ownerId")))
        .map(Option::label)
        .findFirst()
        .orElse(self.get("ownerId"));
  }
}
