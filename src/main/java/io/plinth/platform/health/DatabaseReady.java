package io.plinth.platform.health;

import io.plinth.platform.persistence.Database;
import io.plinth.platform.start.Started;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;

/**
 * Ready, and started: the database answers. (Without its migrations there would be no start.)
 *
 * <p>Until {@link Started} nothing is asked of any bean: the container answers health requests
 * while it still deploys, from threads that do not see the application's settings yet, and a bean
 * made there would keep what it found.
 */
@Readiness
@Startup
@ApplicationScoped
public class DatabaseReady implements HealthCheck {
  private Database database;
  private volatile boolean started;

  protected DatabaseReady() {}

  @Inject
  public DatabaseReady(Database database) {
    this.database = database;
  }

  void ready(@Observes Started event) {
    started = true;
  }

  @Override
  public HealthCheckResponse call() {
    boolean ready = started && database.answers();
    return HealthCheckResponse.named("database").status(ready).build();
  }
}
