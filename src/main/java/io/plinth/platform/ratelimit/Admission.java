package io.plinth.platform.ratelimit;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.plinth.platform.error.ProblemException;
import io.plinth.platform.error.ProblemType;
import io.plinth.platform.settings.Settings;
import io.plinth.platform.settings.SettingsException;
import io.plinth.platform.start.Started;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * So many requests are worked on at once, so many wait for their turn in order of arrival, and that
 * for so long; all others are refused at once. More at a time would only make each slower, until
 * all are too late.
 *
 * <p>Whoever waits for the rest of a body, or for its client to read a large answer, has no place
 * among those in work: it belongs to those who can go on. Of such slow clients there may be only so
 * many, and one address is but half of them, for each holds a thread of the container.
 */
@ApplicationScoped
public class Admission {
  private static final int RETRY_SECONDS = 2;
  private Semaphore places;
  private Semaphore queue;
  private Semaphore slow;
  private long patienceNanos;
  private int active;
  private int slowPerAddress;
  private final Map<String, Integer> slowByAddress = new ConcurrentHashMap<>();
  private final LongAdder refused = new LongAdder();

  protected Admission() {}

  @Inject
  public Admission(Settings settings) {
    int configured = (int) settings.number("plinth.http.max-active", 0, 10_000);
    active = configured > 0 ? configured : byCores();
    places = new Semaphore(active, true);
    queue = new Semaphore((int) settings.number("plinth.http.queue", 0, 10_000));
    int most = (int) settings.number("plinth.http.max-slow", 2, 10_000);
    slow = new Semaphore(most);
    slowPerAddress = most / 2;
    Duration patience = settings.duration("plinth.http.queue-wait");
    if (patience.compareTo(Duration.ofMinutes(1)) > 0) {
      throw new SettingsException("plinth.http.queue-wait", "must be at most 1m");
    }
    patienceNanos = patience.toNanos();
  }

  private static int byCores() {
    return Math.max(32, Math.min(64, 16 * Runtime.getRuntime().availableProcessors()));
  }

  void observe(@Observes Started event, MeterRegistry registry) {
    Gauge.builder("admission.active", this, Admission::active)
        .description("Requests that have one of the places among those in work")
        .register(registry);
    Gauge.builder("admission.waiting", this, Admission::waiting)
        .description("Requests that wait for such a place")
        .register(registry);
    FunctionCounter.builder("admission.refused", this, Admission::refused)
        .description("Requests refused because there was no place in time")
        .register(registry);
  }

  /** A turn at being worked on, when it comes. */
  Turn enter(String address) {
    acquire();
    return new Turn(address);
  }

  private void acquire() {
    if (places.tryAcquire()) {
      return;
    }
    if (queue.tryAcquire()) {
      try {
        if (places.tryAcquire(patienceNanos, TimeUnit.NANOSECONDS)) {
          return;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        queue.release();
      }
    }
    throw refusal("The server has more to do than it can at the moment. Try again soon.");
  }

  private ProblemException refusal(String detail) {
    refused.increment();
    return ProblemException.later(ProblemType.OVERLOADED, detail, RETRY_SECONDS);
  }

  /** Requests in work. */
  public int active() {
    return active - places.availablePermits();
  }

  /** Requests that wait for their turn. */
  public int waiting() {
    return places.getQueueLength();
  }

  /** Requests refused so far. */
  public long refused() {
    return refused.sum();
  }

  /** One request's turn. Once it is over, an answer that goes on without its thread is free. */
  final class Turn implements AutoCloseable {
    private final String address;
    private boolean working = true;
    private boolean pausing;
    private volatile boolean over;

    private Turn(String address) {
      this.address = address;
    }

    /** The client is to send or to read more before this can go on: others may meanwhile. */
    void pause() {
      if (pausing || over) {
        return;
      }
      stopWorking();
      boolean tooMany =
          slowByAddress.merge(address, 1, Integer::sum) > slowPerAddress || !slow.tryAcquire();
      if (tooMany) {
        leaveSlow();
        throw refusal("Too many requests are slow to send or to read at once.");
      }
      pausing = true;
    }

    /** All has arrived. */
    void resume() {
      if (pausing) {
        stopPausing();
        acquire();
        working = true;
      }
    }

    private void stopWorking() {
      if (working) {
        working = false;
        places.release();
      }
    }

    private void stopPausing() {
      if (pausing) {
        pausing = false;
        slow.release();
        leaveSlow();
      }
    }

    private void leaveSlow() {
      slowByAddress.computeIfPresent(address, (a, n) -> n > 1 ? n - 1 : null);
    }

    @Override
    public void close() {
      over = true;
      stopPausing();
      stopWorking();
    }
  }
}
