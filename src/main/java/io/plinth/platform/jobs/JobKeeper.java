package io.plinth.platform.jobs;

import io.plinth.platform.persistence.Transactions;
import io.plinth.platform.settings.Settings;
import io.plinth.platform.start.Started;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Deletes jobs that ended long ago, and has others delete what they keep for a time only. */
@ApplicationScoped
public class JobKeeper {
  private static final Logger LOG = Logger.getLogger(JobKeeper.class.getName());
  private static final Duration EVERY = Duration.ofMinutes(10);
  private static final int AT_ONCE = 1_000;
  private JobHistoryRepository history;
  private Jobs jobs;
  private Transactions tx;
  private Event<Upkeep> upkeep;
  private Duration retention;
  private ScheduledExecutorService thread;

  protected JobKeeper() {}

  @Inject
  public JobKeeper(
      Settings settings,
      JobHistoryRepository history,
      Jobs jobs,
      Transactions tx,
      Event<Upkeep> upkeep) {
    this(JobSettings.from(settings).retention(), history, jobs, tx);
    this.upkeep = upkeep;
  }

  JobKeeper(Duration retention, JobHistoryRepository history, Jobs jobs, Transactions tx) {
    this.retention = retention;
    this.history = history;
    this.jobs = jobs;
    this.tx = tx;
  }

  void start(@Observes Started event) {
    thread = Executors.newSingleThreadScheduledExecutor(JobKeeper::thread);
    long millis = EVERY.toMillis();
    thread.scheduleWithFixedDelay(this::look, millis / 10, millis, TimeUnit.MILLISECONDS);
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "plinth-upkeep");
    thread.setDaemon(true);
    thread.setContextClassLoader(JobKeeper.class.getClassLoader());
    return thread;
  }

  private void look() {
    try {
      int ended = tidy();
      LOG.log(Level.FINE, "{0} jobs were past their retention", ended);
      upkeep.fire(new Upkeep());
    } catch (RuntimeException | Error e) {
      LOG.log(Level.WARNING, "What is past its time stays: {0}", e.toString());
    }
  }

  /** Dead letters one by one, as their handlers are told; all others at once. */
  int tidy() {
    int count = 0;
    for (long id : tx.read(() -> history.listDead(retention, AT_ONCE))) {
      count += tx.write(() -> jobs.delete(id)) ? 1 : 0;
    }
    int deleted;
    do {
      deleted = tx.write(() -> history.deleteEnded(retention, AT_ONCE));
      count += deleted;
    } while (deleted == AT_ONCE);
    return count;
  }

  @PreDestroy
  void stop() {
    if (thread != null) {
      thread.shutdownNow();
    }
  }
}
