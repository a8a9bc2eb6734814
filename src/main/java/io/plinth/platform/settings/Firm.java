package io.plinth.platform.settings;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;

/** The firm that Plinth runs: its name, its currency, its time zone and so its today. */
@ApplicationScoped
public class Firm {
  private String name;
  private String currency;
  private ZoneId zone;
  private Clock clock;

  protected Firm() {}

  @Inject
  public Firm(Settings settings) {
    name = settings.get("plinth.firm.name");
    currency = settings.currency("plinth.firm.currency");
    zone = settings.zone("plinth.firm.time-zone");
    clock = Clock.system(zone);
  }

  public String name() {
    return name;
  }

  /** ISO 4217. */
  public String currency() {
    return currency;
  }

  public ZoneId zone() {
    return zone;
  }

  public LocalDate today() {
    return LocalDate.now(clock);
  }
}
