package io.plinth.clients.dashboard;

import io.plinth.platform.settings.Firm;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A firm whose today does not move. */
final class FixedFirm extends Firm {
  private final LocalDate today;

  FixedFirm(LocalDate today) {
    this.today = today;
  }

  @Override
  public LocalDate today() {
    return today;
  }

  @Override
  public String currency() {
    return "USD";
  }

  @Override
  public ZoneId zone() {
    return ZoneOffset.UTC;
  }
}
