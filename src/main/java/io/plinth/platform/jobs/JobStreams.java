package io.plinth.platform.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.plinth.platform.error.ProblemException;
import io.plinth.platform.error.ProblemType;
import io.plinth.platform.http.EventStream;
import io.plinth.platform.http.Json;
import io.plinth.platform.http.Traffic;
import io.plinth.platform.persistence.Transactions;
import io.plinth.platform.settings.Settings;
import io.plinth.platform.start.Started;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The open streams of events. They come from the table, so it does not matter which node runs a
 * job: one thread asks for all streams of this node with one statement, twice a second, and not at
 * all while there is none. A stream that its client does not read is left out until it does.
 */
@ApplicationScoped
public class JobStreams {
  private static final Logger LOG = Logger.getLogger(JobStreams.class.getName());
  private static final Duration LOOK = Duration.ofMillis(500);
  private static final long BEAT_NANOS = Duration.ofSeconds(15).toNanos();

  /** Whoever reads nothing for so long has gone. */
  private static final long PATIENCE_NANOS = Duration.ofMinutes(1).toNanos();

  /** Then the client asks again, and may have lost the right to. */
  private static final long LONGEST_NANOS = Duration.ofMinutes(15).toNanos();

  private static final int MOST_OF_A_PERSON = 20;
  private static final int RETRY_SECONDS = 10;
  private final Queue<Watcher> watchers = new ConcurrentLinkedQueue<>();
  private final AtomicInteger open = new AtomicInteger();
  private ScheduledExecutorService thread;
  private JobHistoryRepository history;
  private Transactions tx;
  private Traffic traffic;
  private int most;
  private boolean well = true;

  protected JobStreams() {}

  @Inject
  public JobStreams(
      Settings settings, JobHistoryRepository history, Transactions tx, Traffic traffic) {
    this.history = history;
    this.tx = tx;
    this.traffic = traffic;
    most = JobSettings.from(settings).streams();
  }

  void observe(@Observes Started event, MeterRegistry registry) {
    Gauge.builder("job.streams.open", this, JobStreams::open)
        .description("Streams of events that are open")
        .register(registry);
  }

  /** A client that follows a job. */
  private static final class Watcher {
    private final long job;
    private final long user;
    private final EventStream stream;
    private final long openedNanos = System.nanoTime();
    private long heardNanos = openedNanos;
    private long last;

    Watcher(long job, long user, long last, EventStream stream) {
      this.job = job;
      this.user = user;
      this.last = last;
      this.stream = stream;
    }
  }

  /** Refuses one more where there are as many as there may be. */
  void refuseIfFull(long user) {
    long own = watchers.stream().filter(w -> w.user == user && !w.stream.isClosed()).count();
    if (open.get() >= most || own >= MOST_OF_A_PERSON) {
      throw ProblemException.later(
          ProblemType.OVERLOADED,
          "Too many streams of events are open. Ask for the job instead, or try again later.",
          RETRY_SECONDS);
    }
  }

  /** Sends what happens to a job after its event {@code last}, until it ends. */
  void follow(long job, long user, long last, EventStream stream) {
    watchers.add(new Watcher(job, user, last, stream));
    open.incrementAndGet();
    executor().execute(this::look);
  }

  private synchronized ScheduledExecutorService executor() {
    if (thread == null) {
      thread = Executors.newSingleThreadScheduledExecutor(JobStreams::thread);
      thread.scheduleWithFixedDelay(
          this::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }
    return thread;
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "plinth-job-streams");
    thread.setDaemon(true);
    thread.setContextClassLoader(JobStreams.class.getClassLoader());
    return thread;
  }

  /** Streams that are open. */
  public int open() {
    return open.get();
  }

  private void look() {
    try {
      sweep();
      if (!watchers.isEmpty()) {
        Map<Long, Long> since = new HashMap<>();
        watchers.stream()
            .filter(w -> w.stream.isIdle())
            .forEach(w -> since.merge(w.job, w.last, Math::min));
        Supplier<List<JobEvent>> work = () -> history.listEvents(since);
        deliver(since.isEmpty() ? List.of() : tx.read(work));
        well = true;
      }
    } catch (RuntimeException | Error e) {
      LOG.log(well ? Level.WARNING : Level.FINE, "Events of jobs wait: {0}", e.toString());
      well = false;
    }
  }

  private void sweep() {
    for (Watcher watcher : watchers) {
      long now = System.nanoTime();
      long silent = now - watcher.heardNanos;
      if (watcher.stream.isClosed()) {
        if (watchers.remove(watcher)) {
          open.decrementAndGet();
        }
      } else if (silent > PATIENCE_NANOS) {
        watcher.stream.cut(); // beaten long ago, and has not taken even that
      } else if (traffic.isClosed() || now - watcher.openedNanos > LONGEST_NANOS) {
        watcher.stream.end();
      } else if (silent > BEAT_NANOS && watcher.stream.isIdle()) {
        watcher.heardNanos = now;
        watcher.stream.beat();
      }
    }
  }

  private void deliver(List<JobEvent> events) {
    for (Watcher watcher : watchers) {
      if (watcher.stream.isIdle()) {
        for (JobEvent event : events) {
          if (event.jobId() == watcher.job) {
            tell(watcher, event);
          }
        }
      }
    }
  }

  private static void tell(Watcher watcher, JobEvent event) {
    if (event.seq() == null) {
      watcher.stream.end();
    } else if (event.seq() > watcher.last) {
      watcher.last = event.seq();
      watcher.heardNanos = System.nanoTime();
      watcher.stream.send(event.seq(), event.name(), json(event));
      if (event.isLast()) {
        watcher.stream.end();
      }
    }
  }

  private static String json(JobEvent event) {
    try {
      return Json.MAPPER.writeValueAsString(event);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  @PreDestroy
  void stop() {
    if (thread != null) {
      thread.shutdownNow();
    }
    watchers.forEach(w -> w.stream.cut());
  }
}
