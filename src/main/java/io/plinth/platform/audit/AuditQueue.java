package io.plinth.platform.audit;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.plinth.platform.persistence.Transactions;
import io.plinth.platform.settings.Settings;
import io.plinth.platform.start.Started;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Events that belong to no transaction, stored by a thread of their own: 100 at once, or what there
 * is when the oldest has waited 5 s. An event leaves the queue only when it is committed, so that
 * it outlives any outage of the database; a full queue makes whoever adds one wait.
 */
@ApplicationScoped
public class AuditQueue {
  static final int BATCH = 100;
  static final Duration LONGEST_WAIT = Duration.ofSeconds(5);
  private static final Logger LOG = Logger.getLogger(AuditQueue.class.getName());
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Duration LAST_TRIES = Duration.ofSeconds(15);
  private static final String DATA_EXCEPTION = "22";

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition filled = lock.newCondition();
  private final Condition emptied = lock.newCondition();
  private final Condition stopped = lock.newCondition();
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private Transactions tx;
  private AuditRepository repository;
  private int capacity;
  private Thread writer;
  private boolean stopping;
  private boolean ended;
  private boolean away;

  /** By a clock that nobody can set. */
  private record Waiting(AuditEvent event, long sinceNanos) {
    long nanos() {
      return System.nanoTime() - sinceNanos;
    }
  }

  protected AuditQueue() {}

  @Inject
  public AuditQueue(Transactions tx, AuditRepository repository, Settings settings) {
    this.tx = tx;
    this.repository = repository;
    capacity = (int) settings.number("plinth.audit.queue", BATCH, 1_000_000);
  }

  void start(@Observes Started event) {
    writer = new Thread(this::work, "plinth-audit-queue");
    writer.setDaemon(true);
    writer.setContextClassLoader(AuditQueue.class.getClassLoader());
    writer.start();
  }

  void observe(@Observes Started event, MeterRegistry registry) {
    Gauge.builder("audit.queue.size", this, AuditQueue::depth)
        .description("Audit events that wait to be stored")
        .register(registry);
    Gauge.builder("audit.queue.capacity", () -> capacity)
        .description("How many may wait before whoever adds one waits, too")
        .register(registry);
    TimeGauge.builder("audit.queue.oldest", this, TimeUnit.NANOSECONDS, q -> q.lag().toNanos())
        .description("How long the first of the audit events has been waiting")
        .register(registry);
  }

  /** Waits for room where there is none. An interrupt does not make an event get lost. */
  void add(AuditEvent event) {
    lock.lock();
    try {
      while (waiting.size() >= capacity && !stopping) {
        emptied.awaitUninterruptibly();
      }
      if (!ended) {
        waiting.add(new Waiting(event, System.nanoTime()));
        filled.signal();
        return;
      }
    } finally {
      lock.unlock();
    }
    save(List.of(event));
  }

  /** How many wait to be stored. */
  public int depth() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  /** How long the oldest of them has waited; zero where none does. */
  public Duration lag() {
    lock.lock();
    try {
      return waiting.isEmpty() ? Duration.ZERO : Duration.ofNanos(waiting.peek().nanos());
    } finally {
      lock.unlock();
    }
  }

  private void work() {
    for (List<AuditEvent> batch = next(); !batch.isEmpty(); batch = next()) {
      try {
        store(batch);
        remove(batch.size());
      } catch (RuntimeException | Error e) {
        failed(e);
      }
    }
  }

  /** The next batch when it is full or old enough, still in the queue; empty at the very end. */
  private List<AuditEvent> next() {
    lock.lock();
    try {
      long left = 1;
      while (!stopping && waiting.size() < BATCH && left > 0) {
        if (waiting.isEmpty()) {
          filled.awaitUninterruptibly();
        } else {
          left = LONGEST_WAIT.toNanos() - waiting.peek().nanos();
          left = left > 0 ? filled.awaitNanos(left) : 0;
        }
      }
      ended = stopping && waiting.isEmpty();
    } catch (InterruptedException e) {
      LOG.log(Level.FINE, "Woken early", e);
    } finally {
      lock.unlock();
    }
    return first();
  }

  private List<AuditEvent> first() {
    lock.lock();
    try {
      return waiting.stream().limit(BATCH).map(Waiting::event).toList();
    } finally {
      lock.unlock();
    }
  }

  private void remove(int stored) {
    lock.lock();
    try {
      for (int i = 0; i < stored; i++) {
        waiting.remove();
      }
      away = false;
      emptied.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void store(List<AuditEvent> batch) {
    try {
      save(batch);
    } catch (RuntimeException e) {
      if (!isRefusedValue(e)) {
        throw e;
      }
      LOG.log(Level.SEVERE, "An audit event cannot be stored as it is", e);
      storeOneByOne(batch);
    }
  }

  /** One value that nobody thought of must not hold up all others: what it is in is left out. */
  private void storeOneByOne(List<AuditEvent> batch) {
    List<AuditEvent> storable = new ArrayList<>();
    for (AuditEvent event : batch) {
      storable.add(isStorable(event) ? event : event.bare());
    }
    save(storable);
  }

  private boolean isStorable(AuditEvent event) {
    try {
      tx.write(
          () -> {
            repository.save(List.of(event));
            throw new Tried();
          });
      return true;
    } catch (Tried e) {
      return true;
    } catch (RuntimeException e) {
      if (isRefusedValue(e)) {
        return false;
      }
      throw e;
    }
  }

  /** Rolls back what was only tried. */
  private static final class Tried extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private void save(List<AuditEvent> batch) {
    tx.write(
        () -> {
          repository.save(batch);
          return null;
        });
  }

  private static boolean isRefusedValue(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        return String.valueOf(sql.getSQLState()).startsWith(DATA_EXCEPTION);
      }
    }
    return false;
  }

  private void failed(Throwable failure) {
    lock.lock();
    try {
      if (!away) {
        LOG.log(Level.WARNING, "Audit events wait for the database: {0}", failure.toString());
      }
      away = true;
      if (!stopped.await(RETRY.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.finest("Trying again");
      }
    } catch (InterruptedException e) {
      LOG.log(Level.FINE, "Woken early", e);
    } finally {
      lock.unlock();
    }
  }

  /** Stores what is left, before the database's connections are closed. */
  void stop(@Observes @BeforeDestroyed(ApplicationScoped.class) Object event)
      throws InterruptedException {
    lock.lock();
    try {
      stopping = true;
      filled.signalAll();
      emptied.signalAll();
      stopped.signalAll();
    } finally {
      lock.unlock();
    }
    if (writer != null) {
      writer.join(LAST_TRIES.toMillis());
      int lost = depth();
      if (lost > 0) {
        LOG.log(Level.SEVERE, "{0} audit events could not be stored before the end", lost);
      }
    }
  }
}
