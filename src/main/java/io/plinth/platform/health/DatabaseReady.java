package io.plinth.platform.health;

import io.plinth.platform.cluster.Presence;
import io.plinth.platform.persistence.Database;
import io.plinth.platform.settings.Settings;
import io.plinth.platform.start.Started;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Whether the database answers. For the first minutes of an outage the node stays ready, and says
 * that it is degraded: what is cached can still be served, and a load balancer that takes every
 * node out would serve nothing at all. That is not so for a node that is cut off alone: another one
 * serves all, and this one gives out nothing that it keeps.
 *
 * <p>A thread of its own asks, every second, so that a probe is answered at once also while the
 * database is not. Until {@link Started} nothing is asked of any bean: the container answers health
 * requests while it still deploys, from threads that do not see the application's settings yet, and
 * a bean made there would keep what it found.
 */
@Readiness
@ApplicationScoped
public class DatabaseReady implements HealthCheck {
  private static final Duration EVERY = Duration.ofSeconds(1);

  /** An answer that is overdue this long is none: the thread hangs at a frozen database. */
  private static final Duration OVERDUE = Duration.ofSeconds(4);

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(DatabaseReady::thread);
  private Database database;
  private Presence presence;
  private volatile boolean started;
  private volatile Outage outage;

  protected DatabaseReady() {}

  @Inject
  public DatabaseReady(Database database, Presence presence) {
    this.database = database;
    this.presence = presence;
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "plinth-health");
    thread.setDaemon(true);
    return thread;
  }

  void ready(@Observes Started event, Settings settings) {
    outage = new Outage(settings.duration("plinth.health.degraded"), OVERDUE, System.nanoTime());
    started = true;
    long millis = EVERY.toMillis();
    thread.scheduleWithFixedDelay(this::ask, 0, millis, TimeUnit.MILLISECONDS);
  }

  private void ask() {
    try {
      boolean answers = database.answers();
      outage.seen(answers, System.nanoTime());
    } catch (RuntimeException e) {
      outage.seen(false, System.nanoTime()); // or else nobody would ask again
    }
  }

  @Override
  public HealthCheckResponse call() {
    Outage.State state = started ? state() : Outage.State.DOWN;
    return HealthCheckResponse.named("database")
        .status(state != Outage.State.DOWN)
        .withData("state", state.name().toLowerCase(java.util.Locale.ROOT))
        .build();
  }

  private Outage.State state() {
    Outage.State state = outage.state(System.nanoTime());
    boolean useless = state == Outage.State.DEGRADED && presence.isCutOffAlone();
    return useless ? Outage.State.DOWN : state;
  }

  @PreDestroy
  void stop() {
    thread.shutdownNow();
  }
}
