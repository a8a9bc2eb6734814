package io.plinth.platform.operations;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.plinth.platform.jobs.JobHandler;
import io.plinth.platform.operations.OperationsRepository.InvalidIndex;
import io.plinth.platform.operations.OperationsView.ForeignKey;
import io.plinth.platform.operations.OperationsView.Queue;
import io.plinth.platform.persistence.Transactions;
import io.plinth.platform.start.Started;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Looks into the database in the background, so that {@code /metrics} is answered at once also
 * while it is away: every 15 s for the jobs that wait, once for foreign keys without an index and
 * for indexes that are INVALID.
 */
@ApplicationScoped
public class QueueGauges {
  private static final Logger LOG = Logger.getLogger(QueueGauges.class.getName());
  private static final Duration EVERY = Duration.ofSeconds(15);
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(QueueGauges::thread);
  private OperationsRepository repository;
  private Transactions tx;
  private Instance<JobHandler> handlers;
  private MeterRegistry registry;
  private volatile List<Queue> seen = List.of();

  /**
   * The kinds that have gauges: made once, for one that is made anew would be read twice or never.
   */
  private final Set<String> shown = new HashSet<>();

  protected QueueGauges() {}

  @Inject
  public QueueGauges(
      OperationsRepository repository,
      Transactions tx,
      MeterRegistry registry,
      @Any Instance<JobHandler> handlers) {
    this.repository = repository;
    this.handlers = handlers;
    this.tx = tx;
    this.registry = registry;
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "plinth-gauges");
    thread.setDaemon(true);
    return thread;
  }

  void start(@Observes Started event) {
    warn(tx.read(repository::listUnindexedForeignKeys));
    warnOfInvalid(tx.read(repository::listInvalidIndexes));
    long millis = EVERY.toMillis();
    thread.scheduleWithFixedDelay(this::look, 0, millis, TimeUnit.MILLISECONDS);
  }

  static void warn(List<ForeignKey> keys) {
    for (ForeignKey key : keys) {
      LOG.log(
          Level.WARNING,
          "The foreign key {0} of {1} ({2}) has no index: deleting what it refers to reads the"
              + " whole table",
          new Object[] {key.name(), key.table(), key.columns()});
    }
  }

  /** Warned of and not mended: to the database, one that somebody is building looks the same. */
  static void warnOfInvalid(List<InvalidIndex> indexes) {
    for (InvalidIndex index : indexes) {
      LOG.log(
          Level.WARNING,
          "The index {0} of {1} is INVALID: no query uses it, every write maintains it. If nobody"
              + " is building it: {2}",
          new Object[] {index.name(), index.table(), index.remedy()});
    }
  }

  private void look() {
    try {
      Supplier<List<Queue>> work = repository::listQueues;
      show(withEmptyOnes(tx.read(work)));
    } catch (RuntimeException e) {
      LOG.log(Level.FINE, "The queues cannot be read", e);
    }
  }

  /** A queue in which nothing waits is there too: an alert on what is absent never fires. */
  private List<Queue> withEmptyOnes(List<Queue> queues) {
    List<Queue> all = new ArrayList<>(queues);
    handlers.stream()
        .map(JobHandler::kind)
        .filter(kind -> queues.stream().noneMatch(q -> q.kind().equals(kind)))
        .forEach(kind -> all.add(new Queue(kind, 0, 0, 0, 0)));
    all.sort(Comparator.comparing(Queue::kind));
    return List.copyOf(all);
  }

  void show(List<Queue> queues) {
    seen = queues;
    queues.stream().map(Queue::kind).filter(shown::add).forEach(this::gauge);
  }

  private void gauge(String kind) {
    Tags tags = Tags.of("kind", kind);
    String size = "Jobs that wait or run, of all nodes";
    gauge("job.queue.size", size, tags.and("state", "queued"), () -> seen(kind).queued());
    gauge("job.queue.size", size, tags.and("state", "running"), () -> seen(kind).running());
    Gauge.builder("job.queue.oldest", () -> seen(kind).oldestSeconds())
        .description("How long the first job that is due has been waiting")
        .baseUnit("seconds")
        .tags(tags)
        .register(registry);
    gauge(
        "jobs.dead",
        "Jobs that failed for good, and wait to be tried again or discarded",
        tags,
        () -> seen(kind).dead());
  }

  private void gauge(String name, String description, Tags tags, Supplier<Number> value) {
    Gauge.builder(name, value).description(description).tags(tags).register(registry);
  }

  /** A kind of which nothing is left is empty. */
  private Queue seen(String kind) {
    return seen.stream()
        .filter(queue -> queue.kind().equals(kind))
        .findFirst()
        .orElse(new Queue(kind, 0, 0, 0, 0));
  }

  /** As last seen. */
  List<Queue> seen() {
    return seen;
  }

  @PreDestroy
  void stop() {
    thread.shutdownNow();
  }
}
