package io.plinth.clients.dashboard;

import io.plinth.clients.client.ClientWords;
import io.plinth.platform.web.Chip;
import io.plinth.platform.web.Link;
import io.plinth.platform.web.Option;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * What the dashboard's filter bar is set to, and what it offers.
 *
 * @param period a key of {@link PeriodPreset}, or {@link PeriodPreset#CUSTOM}
 * @param from first day, whichever way it was chosen
 * @param to the day after the last
 * @param ownerId null for any
 * @param status a status name; empty for any
 * @param entityType an entity type's name; empty for any
 * @param currency the currency money is shown in
 * @param firmCurrency the firm's own, which needs no place in the address
 * @param owners people who own clients
 * @param currencies every currency that occurs
 */
public record DashboardControls(
    String period,
    LocalDate from,
    LocalDate to,
    Long ownerId,
    String status,
    String entityType,
    String currency,
    String firmCurrency,
    List<Option> owners,
    List<Option> currencies) {

  /** The filters at another path, such as a panel's. */
  public Link link(String path) {
    Link link = Link.to(path);
    if (period.equals(PeriodPreset.CUSTOM)) {
      link = link.with("period", period).with("from", from).with("to", to);
    } else if (!period.equals(PeriodPreset.THIS_YEAR.key())) {
      link = link.with("period", period);
    }
    return link.with("ownerId", ownerId)
        .with("status", status)
        .with("entityType", entityType)
        .with("currency", currency.equals(firmCurrency) ? null : currency);
  }

  /** The filters as the client list knows them: those about clients, without the period. */
  public Link clients() {
    return link("/clients").without("period", "from", "to", "currency");
  }

  /** What is on, besides the period, which is always written out. */
  public List<Chip> chips() {
    Link self = link("/");
    List<Chip> chips = new ArrayList<>();
    if (ownerId != null) {
      chips.add(new Chip("Owner: " + ownerName(), self.without("ownerId")));
    }
    if (!status.isEmpty()) {
      chips.add(new Chip("Status: " + ClientWords.status(status), self.without("status")));
    }
    if (!entityType.isEmpty()) {
      chips.add(new Chip(ClientWords.entityType(entityType), self.without("entityType")));
    }
    if (!currency.equals(firmCurrency)) {
      chips.add(new Chip("In " + currency, self.without("currency")));
    }
    return chips;
  }

  private String ownerName() {
    String id = ownerId.toString();
    return owners.stream()
        .filter(o -> o.value().equals(id))
        .map(Option::label)
        .findFirst()
        .orElse(id);
  }
}
