package io.plinth.architecture.planted.platform;

import io.plinth.platform.settings.Settings;
import jakarta.inject.Inject;
import java.time.Duration;

/** Nobody makes it at the start, and it reads when it is asked. */
public class ReadsSettingsLate {
  private final Settings settings;

  @Inject
  public ReadsSettingsLate(Settings settings) {
    this.settings = settings;
  }

  public Duration late() {
    return settings.duration("plinth.session.idle");
  }
}
