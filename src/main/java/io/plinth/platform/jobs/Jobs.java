package io.plinth.platform.jobs;

import io.plinth.platform.jobs.JobRepository.Left;
import io.plinth.platform.persistence.Transactional;
import io.plinth.platform.persistence.Transactions;
import io.plinth.platform.security.Access;
import io.plinth.platform.security.Principal;
import io.plinth.platform.settings.Settings;
import io.plinth.platform.start.Started;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Runs durable jobs. A node claims a job with a lease and keeps extending it; when the node dies
 * the lease runs out and another node, or the same one started again, goes on. No job is lost, and
 * none is run to completion twice: a node whose job was taken over cannot commit (see {@link
 * JobRun#confirm}).
 */
@ApplicationScoped
public class Jobs {
  private static final Logger LOG = Logger.getLogger(Jobs.class.getName());
  private static final int BEATS_A_LEASE = 4;
  private static final Duration LAST_WORK = Duration.ofSeconds(10);

  private final Bell bell = new Bell();
  private final Map<String, JobHandler> handlers = new HashMap<>();
  private final List<JobWorker> workers = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private Thread heart;
  private JobSettings settings;
  private JobRepository repository;
  private Transactions tx;
  private Access access;
  private Instance<JobHandler> found;
  private volatile Consumer<JobEnded> observer = job -> {};

  protected Jobs() {}

  @Inject
  public Jobs(
      Settings settings,
      JobRepository repository,
      Transactions tx,
      Access access,
      @Any Instance<JobHandler> found) {
    this(JobSettings.from(settings), repository, tx, access, found);
  }

  Jobs(
      JobSettings settings,
      JobRepository repository,
      Transactions tx,
      Access access,
      Instance<JobHandler> found) {
    this.settings = settings;
    this.repository = repository;
    this.tx = tx;
    this.access = access;
    this.found = found;
  }

  void start(@Observes Started event) {
    found.forEach(h -> handlers.put(h.kind(), h));
    for (int i = 1; i <= settings.workers(); i++) {
      JobWorker worker =
          new JobWorker(
              settings.lease(), repository, tx, handlers, ended -> observer.accept(ended), bell);
      workers.add(worker);
      threads.add(thread("plinth-jobs-" + i, worker));
    }
    heart = thread("plinth-jobs-heartbeat", this::beat);
  }

  static Thread thread(String name, Runnable body) {
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
    return submit(kind, payload, 0);
  }

  /** The same, before all others of a lower priority. It belongs to whoever asks. */
  @Transactional
  public long submit(String kind, String payload, int priority) {
    Long user = access.find().map(Principal::userId).orElse(null);
    long id = repository.save(kind, payload, priority, user);
    tx.afterCommit(this::wakeUp);
    return id;
  }

  /** Asks a job to stop; one that has not begun is ended at once. False: it has ended already. */
  @Transactional
  public boolean cancel(long id) {
    Optional<Left> job = repository.cancel(id);
    job.filter(j -> j.status() == JobStatus.CANCELLED)
        .ifPresent(j -> handler(j).ifPresent(h -> h.ended(id, j.payload(), null)));
    return job.isPresent();
  }

  /** Queues a dead letter anew. False: it is none. */
  @Transactional
  public boolean revive(long id) {
    Optional<Left> job = repository.revive(id);
    job.ifPresent(j -> handler(j).ifPresent(h -> h.revive(id, j.payload())));
    tx.afterCommit(this::wakeUp);
    return job.isPresent();
  }

  /** Deletes a job that has ended. False: it has not, or somebody has deleted it. */
  @Transactional
  public boolean delete(long id) {
    Optional<Left> job = repository.delete(id);
    job.filter(j -> j.status() == JobStatus.FAILED)
        .ifPresent(j -> handler(j).ifPresent(h -> h.discard(id, j.payload())));
    return job.isPresent();
  }

  private Optional<JobHandler> handler(Left job) {
    return Optional.ofNullable(handlers.get(job.kind()));
  }

  /** Has the workers look for jobs now, and not at their next turn. */
  private void wakeUp() {
    bell.ring();
  }

  private void beat() {
    while (!bell.hasEnded()) {
      try {
        Thread.sleep(settings.lease().toMillis() / BEATS_A_LEASE);
      } catch (InterruptedException e) {
        return;
      }
      workers.forEach(Jobs::beat);
    }
  }

  private static void beat(JobWorker worker) {
    try {
      worker.beat();
    } catch (RuntimeException | Error e) {
      LOG.log(Level.FINE, "No heartbeat", e);
    }
  }

  @PreDestroy
  void stop() {
    bell.end();
    if (heart != null) {
      heart.interrupt();
      threads.forEach(Jobs::join);
      workers.forEach(JobWorker::release);
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join(LAST_WORK.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether the node is going down: long work returns early, its job goes back into the queue. */
  public boolean isStopping() {
    return bell.hasEnded();
  }
}
