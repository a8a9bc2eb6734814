package io.plinth.platform.jobs;

import io.plinth.platform.jobs.JobRepository.Claimed;
import io.plinth.platform.jobs.JobRun.LostLease;
import io.plinth.platform.persistence.Transactions;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A thread that takes one job after the other. Each claim has a name of its own, so that a lease
 * that was lost is lost for good, also where the same node has taken the job again. Every {@link
 * #OLDEST_EVERY}th claim takes the job that has been due for longest, whatever its priority: urgent
 * jobs go first and no other starves.
 */
final class JobWorker implements Runnable {
  private static final Logger LOG = Logger.getLogger(JobWorker.class.getName());
  private static final Duration POLL = Duration.ofSeconds(2);
  private static final int OLDEST_EVERY = 5;
  private static final int LONGEST_REASON = 2_000;

  private final Duration lease;
  private final JobRepository repository;
  private final Transactions tx;
  private final Map<String, JobHandler> handlers;
  private final Consumer<JobEnded> observer;
  private final Bell bell;
  private final String name = UUID.randomUUID().toString();
  private long claims;

  /** Which claim is at work; one whose end could not be noted runs out. */
  private volatile Held held;

  /** A job, and the name of the claim that holds it. */
  private record Held(Claimed job, String owner) {}

  JobWorker(
      Duration lease,
      JobRepository repository,
      Transactions tx,
      Map<String, JobHandler> handlers,
      Consumer<JobEnded> observer,
      Bell bell) {
    this.lease = lease;
    this.repository = repository;
    this.tx = tx;
    this.handlers = handlers;
    this.observer = observer;
    this.bell = bell;
  }

  @Override
  public void run() {
    while (!bell.hasEnded()) {
      try {
        Optional<Held> next = tx.write(this::claim);
        if (next.isPresent()) {
          work(next.get());
        } else {
          bell.await(POLL);
        }
      } catch (Throwable e) {
        if (!bell.hasEnded()) {
          LOG.log(Level.WARNING, "Jobs wait for the database: {0}", e.toString());
          bell.await(POLL);
        }
      }
    }
  }

  private Optional<Held> claim() {
    String owner = name + "/" + ++claims;
    return repository
        .claim(owner, lease, claims % OLDEST_EVERY == 0)
        .map(job -> new Held(job, owner));
  }

  private void work(Held claim) {
    Claimed job = claim.job();
    JobHandler handler = handlers.get(job.kind());
    long start = System.nanoTime();
    String outcome = "FAILED";
    held = claim;
    try {
      outcome = attempt(claim, handler).name();
    } catch (LostLease e) {
      outcome = "LOST";
      LOG.warning(e.getMessage());
    } catch (Throwable e) {
      if (bell.hasEnded()) {
        outcome = "INTERRUPTED";
      } else {
        LOG.log(Level.WARNING, "Job " + job.id() + " (" + job.kind() + ") failed", e);
        failed(claim, handler, reason(e));
      }
    } finally {
      // At the end of the node it stays: it is to be given back.
      held = bell.hasEnded() ? held : null;
      observer.accept(
          new JobEnded(job.kind(), outcome, Duration.ofNanos(System.nanoTime() - start)));
    }
  }

  private JobStatus attempt(Held claim, JobHandler handler) throws Exception {
    Claimed job = claim.job();
    if (handler == null) {
      throw new IllegalStateException("Nothing here handles " + job.kind());
    }
    if (job.attempts() > job.maxAttempts()) {
      throw new IllegalStateException(
          "Given up after " + job.maxAttempts() + " attempts. The last: " + job.error());
    }
    JobRun run = new JobRun(job.id(), job.payload(), claim.owner(), lease, repository);
    Transactions.patiently(
        () -> {
          handler.run(run);
          return run;
        });
    JobStatus status = run.isCancelled() ? JobStatus.CANCELLED : JobStatus.COMPLETED;
    if (!tx.write(() -> repository.finish(job.id(), claim.owner(), status))) {
      throw new LostLease(job.id());
    }
    return status;
  }

  /** In words for people, without what the code calls it, and of a bounded length. */
  static String reason(Throwable failure) {
    String message = failure.getMessage();
    String said =
        message == null || message.isBlank() ? failure.getClass().getSimpleName() : message;
    String storable = said.replace('\0', '\uFFFD').strip();
    return storable.substring(0, Math.min(storable.length(), LONGEST_REASON));
  }

  private void failed(Held claim, JobHandler handler, String error) {
    Claimed job = claim.job();
    Duration delay = Backoff.after(job.attempts(), ThreadLocalRandom.current());
    tx.write(
        () -> {
          JobStatus now =
              repository.fail(job.id(), claim.owner(), error, delay).orElse(JobStatus.QUEUED);
          if (now.hasEnded() && handler != null) {
            handler.ended(job.id(), job.payload(), now == JobStatus.FAILED ? error : null);
          }
          return now;
        });
  }

  /** Keeps the lease of the job at work. */
  void beat() {
    Held now = held;
    if (now != null && !bell.hasEnded()) {
      tx.write(
          () -> {
            repository.extend(now.job().id(), now.owner(), lease);
            return null;
          });
    }
  }

  /** Gives back what the thread, which has ended or is to be, still holds. */
  void release() {
    Held now = held;
    if (now != null) {
      tx.write(
          () -> {
            repository.release(now.owner());
            return null;
          });
    }
  }
}
