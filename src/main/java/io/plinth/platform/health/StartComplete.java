package io.plinth.platform.health;

import io.plinth.platform.start.Started;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Startup;

/** Started: settings checked, database migrated. Once true, it stays so. */
@Startup
@ApplicationScoped
public class StartComplete implements HealthCheck {
  private volatile boolean started;

  void ready(@Observes Started event) {
    started = true;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("start").status(started).build();
  }
}
