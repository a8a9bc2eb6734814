package io.plinth.platform.audit;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.plinth.platform.start.Started;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Looks after the audit trail: chains what is new every 5 s, makes partitions ahead and drops those
 * past the retention every hour. Every node does; the lock of the chain's end makes it one at a
 * time, and an hour that is missed is made up for by the next.
 */
@ApplicationScoped
public class AuditKeeper {
  private static final Logger LOG = Logger.getLogger(AuditKeeper.class.getName());
  private static final Duration EVERY = Duration.ofSeconds(5);
  private static final Duration UPKEEP = Duration.ofHours(1);
  private static final Duration LAST_WORK = Duration.ofSeconds(5);
  private final CountDownLatch stopping = new CountDownLatch(1);
  private AuditChain chain;
  private Thread thread;
  private volatile long chainedNanos = System.nanoTime();

  protected AuditKeeper() {}

  @Inject
  public AuditKeeper(AuditChain chain) {
    this.chain = chain;
  }

  void start(@Observes Started event) {
    chainedNanos = System.nanoTime();
    thread = new Thread(this::work, "plinth-audit-keeper");
    thread.setDaemon(true);
    thread.setContextClassLoader(AuditKeeper.class.getClassLoader());
    thread.start();
  }

  void observe(@Observes Started event, MeterRegistry registry) {
    TimeGauge.builder("audit.chain.lag", this, TimeUnit.NANOSECONDS, k -> k.lag().toNanos())
        .description("How long ago the chain of audit events was last found complete")
        .register(registry);
  }

  /** How long ago the chain was last found complete, or made so. */
  public Duration lag() {
    return Duration.ofNanos(System.nanoTime() - chainedNanos);
  }

  private void work() {
    long upkeep = System.nanoTime();
    boolean well = true;
    do {
      try {
        if (System.nanoTime() - upkeep >= 0) {
          upkeep = System.nanoTime() + UPKEEP.toNanos();
          chain.makePartitions(Instant.now());
          chain.retain(Instant.now());
          chain.seen().ifPresent(a -> LOG.log(Level.INFO, "The audit chain is at {0}", a));
        }
        while (chain.extend() == AuditChain.BATCH && stopping.getCount() > 0) {
          LOG.finest("more");
        }
        chainedNanos = System.nanoTime();
        well = true;
      } catch (RuntimeException | Error e) {
        LOG.log(well ? Level.WARNING : Level.FINE, "The audit chain waits: {0}", e.getMessage());
        well = false;
      }
    } while (!stopped());
  }

  private boolean stopped() {
    try {
      return stopping.await(EVERY.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      return true;
    }
  }

  void stop(@Observes @BeforeDestroyed(ApplicationScoped.class) Object event)
      throws InterruptedException {
    stopping.countDown();
    if (thread != null) {
      thread.join(LAST_WORK.toMillis());
    }
  }
}
