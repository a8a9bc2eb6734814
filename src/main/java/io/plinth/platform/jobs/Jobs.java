package io.plinth.platform.jobs;

import io.plinth.platform.jobs.JobRepository.Claimed;
import io.plinth.platform.jobs.JobRun.LostLease;
import io.plinth.platform.persistence.Transactional;
import io.plinth.platform.persistence.Transactions;
import io.plinth.platform.start.Started;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Runs durable jobs. A node claims a job with a lease and keeps extending it; when the node dies
 * the lease runs out and another node, or the same one started again, goes on. No job is lost, and
 * none is run to completion twice: a node that lost its lease cannot commit (see {@link
 * JobRun#confirm}).
 */
@ApplicationScoped
public class Jobs {
  private static final Logger LOG = Logger.getLogger(Jobs.class.getName());
  private static final Duration LEASE = Duration.ofSeconds(15);
  private static final Duration HEARTBEAT = Duration.ofSeconds(4);
  private static final Duration POLL = Duration.ofSeconds(2);
  private static final Duration FIRST_RETRY = Duration.ofSeconds(2);
  private static final int MOST_DOUBLINGS = 5;

  private final String owner = UUID.randomUUID().toString();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition wake = lock.newCondition();
  private final Map<String, JobHandler> handlers = new HashMap<>();
  private volatile boolean stopping;

  /** The job at work, whose lease is extended; one whose end could not be noted runs out. */
  private volatile Claimed running;

  private Thread worker;
  private Thread heart;
  private JobRepository repository;
  private Transactions tx;
  private Instance<JobHandler> found;
  private volatile Consumer<JobEnded> observer = job -> {};

  protected Jobs() {}

  @Inject
  public Jobs(JobRepository repository, Transactions tx, @Any Instance<JobHandler> found) {
    this.repository = repository;
    this.tx = tx;
    this.found = found;
  }

  void start(@Observes Started event) {
    found.forEach(h -> handlers.put(h.kind(), h));
    worker = thread("plinth-jobs", this::work);
    heart = thread("plinth-jobs-heartbeat", this::beat);
  }

  private static Thread thread(String name, Runnable body) {
    Thread thread = new Thread(body, name);
    thread.setDaemon(true);
    thread.setContextClassLoader(Jobs.class.getClassLoader());
    thread.start();
    return thread;
  }

  /** Has the end of every attempt on this node told to {@code consumer}: for the metrics. */
  public void observe(Consumer<JobEnded> consumer) {
    observer = consumer;
  }

  /** Queues a job in the transaction under way; it starts after commit. */
  @Transactional
  public long submit(String kind, String payload) {
    long id = repository.save(kind, payload);
    tx.afterCommit(this::wakeUp);
    return id;
  }

  /** Asks a job to stop; one that has not begun is ended at once. */
  @Transactional
  public void cancel(long id, String kind, String payload) {
    if (repository.cancel(id)) {
      handlers.get(kind).ended(id, payload, null);
    }
  }

  private void wakeUp() {
    lock.lock();
    try {
      wake.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void work() {
    while (!stopping) {
      try {
        Optional<Claimed> job = tx.write(() -> repository.claim(owner, LEASE));
        if (job.isPresent()) {
          run(job.get());
        } else {
          pause(POLL);
        }
      } catch (Throwable e) {
        if (!stopping) {
          LOG.log(Level.WARNING, "Jobs wait for the database: {0}", e.toString());
          pause(POLL);
        }
      }
    }
  }

  private void pause(Duration duration) {
    lock.lock();
    try {
      if (!stopping && wake.await(duration.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.finest("woken");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  private void run(Claimed job) {
    JobHandler handler = handlers.get(job.kind());
    long start = System.nanoTime();
    String outcome = "FAILED";
    running = job;
    try {
      if (handler == null) {
        throw new IllegalStateException("Nothing here handles " + job.kind());
      }
      if (job.attempts() > job.maxAttempts()) {
        throw new IllegalStateException(
            "Given up after " + job.maxAttempts() + " attempts. The last: " + job.error());
      }
      JobRun run = new JobRun(job.id(), job.payload(), owner, tx);
      Transactions.patiently(
          () -> {
            handler.run(run);
            return run;
          });
      outcome = run.isCancelled() ? "CANCELLED" : "COMPLETED";
      finish(job, outcome, null);
    } catch (LostLease e) {
      LOG.warning(e.getMessage());
    } catch (Throwable e) {
      if (!stopping) {
        LOG.log(Level.WARNING, "Job " + job.id() + " (" + job.kind() + ") failed", e);
        failed(job, handler, e.toString());
      }
    } finally {
      running = null;
      observer.accept(
          new JobEnded(job.kind(), outcome, Duration.ofNanos(System.nanoTime() - start)));
    }
  }

  private void finish(Claimed job, String status, String error) {
    tx.write(
        () -> {
          repository.finish(job.id(), owner, status, error);
          return null;
        });
  }

  private void failed(Claimed job, JobHandler handler, String error) {
    if (job.attempts() < job.maxAttempts()) {
      long base = FIRST_RETRY.toMillis() << Math.min(job.attempts() - 1, MOST_DOUBLINGS);
      Duration delay = Duration.ofMillis(base + ThreadLocalRandom.current().nextLong(base));
      tx.write(
          () -> {
            repository.retry(job.id(), owner, error, delay);
            return null;
          });
    } else {
      tx.write(
          () -> {
            repository.finish(job.id(), owner, "FAILED", error);
            if (handler != null) {
              handler.ended(job.id(), job.payload(), error);
            }
            return null;
          });
    }
  }

  private void beat() {
    while (!stopping) {
      try {
        Thread.sleep(HEARTBEAT.toMillis());
        Claimed job = running;
        if (job != null) {
          extend(job);
        }
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException | Error e) {
        LOG.log(Level.FINE, "No heartbeat", e);
      }
    }
  }

  private void extend(Claimed job) {
    tx.write(
        () -> {
          repository.extend(job.id(), owner, LEASE);
          return null;
        });
  }

  @PreDestroy
  void stop() {
    stopping = true;
    wakeUp();
    if (worker != null) {
      heart.interrupt();
      join(worker);
      tx.write(
          () -> {
            repository.release(owner);
            return null;
          });
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join(Duration.ofSeconds(10).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether the node is going down: long work returns early, its job goes back into the queue. */
  public boolean isStopping() {
    return stopping;
  }
}
