package io.plinth.platform.health;

import io.plinth.platform.http.ContainerListeners;
import io.plinth.platform.http.Traffic;
import io.plinth.platform.settings.Settings;
import io.plinth.platform.start.Started;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * At SIGTERM: not ready any more, and served all the same until a load balancer has noticed; then
 * new requests are refused, those in flight may finish, and only then does the container go down,
 * in its own way, while {@link ContainerListeners} refuse for an application that has gone. The
 * signal is taken here because the container ends its threads in an order of its own, whatever they
 * are doing.
 */
@Readiness
@ApplicationScoped
public class Shutdown implements HealthCheck {
  private static final Logger LOG = Logger.getLogger(Shutdown.class.getName());
  private static final Signal TERM = new Signal("TERM");

  /** For the container to send what the last requests have written. */
  private static final Duration LAST_BYTES = Duration.ofMillis(200);

  private Traffic traffic;
  private ContainerListeners listeners;
  private Duration grace;
  private Duration drain;
  private SignalHandler before;
  private volatile boolean closing;

  protected Shutdown() {}

  @Inject
  public Shutdown(Traffic traffic, ContainerListeners listeners) {
    this.traffic = traffic;
    this.listeners = listeners;
  }

  void start(@Observes Started event, Settings settings) {
    grace = settings.duration("plinth.shutdown.grace");
    drain = settings.duration("plinth.shutdown.drain");
    try {
      before = Signal.handle(TERM, this::terminate);
    } catch (IllegalArgumentException e) {
      LOG.log(Level.WARNING, "SIGTERM ends requests at once: {0}", e.getMessage()); // java -Xrs
    }
  }

  /** On a thread that the virtual machine made for it, and that knows no application. */
  private void terminate(Signal signal) {
    if (closing) {
      return;
    }
    closing = true;
    Thread.currentThread().setContextClassLoader(Shutdown.class.getClassLoader());
    try {
      LockSupport.parkNanos(drain.toNanos());
      LOG.log(Level.INFO, "Shutting down; {0} requests are in flight", traffic.active());
      if (!traffic.close(grace)) {
        LOG.log(Level.WARNING, "{0} requests did not finish in time", traffic.active());
      }
      listeners.close();
      LockSupport.parkNanos(LAST_BYTES.toNanos());
    } finally {
      before.handle(signal);
    }
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("serving").status(!closing).build();
  }

  @PreDestroy
  void stop() {
    if (before != null) {
      Signal.handle(TERM, before);
    }
  }
}
