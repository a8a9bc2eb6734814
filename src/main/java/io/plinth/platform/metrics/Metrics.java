package io.plinth.platform.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.plinth.platform.cache.ResultCache;
import io.plinth.platform.http.Traffic;
import io.plinth.platform.jobs.JobEnded;
import io.plinth.platform.jobs.Jobs;
import io.plinth.platform.persistence.Database;
import io.plinth.platform.persistence.StatementLog;
import io.plinth.platform.start.Started;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The registry of all meters, with those of the process, the database and the jobs. */
@ApplicationScoped
public class Metrics {
  /** Where durations are counted apart; those of requests have their own. */
  static final Duration[] BUCKETS = {
    Duration.ofMillis(1),
    Duration.ofMillis(5),
    Duration.ofMillis(25),
    Duration.ofMillis(100),
    Duration.ofMillis(500),
    Duration.ofSeconds(2),
    Duration.ofSeconds(10),
    Duration.ofSeconds(60)
  };

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collections = new JvmGcMetrics();

  protected Metrics() {
    // Neither a count of events, nor in seconds: not as Prometheus names things.
    registry
        .config()
        .meterFilter(MeterFilter.denyNameStartsWith("system.cpu.count"))
        .meterFilter(MeterFilter.denyNameStartsWith("process.cpu.time"));
    List<MeterBinder> binders =
        List.of(
            new ClassLoaderMetrics(),
            new JvmMemoryMetrics(),
            collections,
            new JvmThreadMetrics(),
            new ProcessorMetrics(),
            new FileDescriptorMetrics(),
            new UptimeMetrics(),
            new ProcessMeters());
    binders.forEach(b -> b.bindTo(registry));
  }

  /** For whoever has something to count. */
  @Produces
  @Singleton
  MeterRegistry registry() {
    return registry;
  }

  void start(
      @Observes Started event, Database database, ResultCache cache, Traffic traffic, Jobs jobs) {
    database.observe(registry);
    cache.observe(registry);
    jobs.observe(this::ended);
    Gauge.builder("http.server.active.requests", traffic, Traffic::active)
        .description("Requests being worked on")
        .register(registry);
    Timer statements =
        Timer.builder("db.query")
            .description("Statements sent to the database, of requests and jobs")
            .serviceLevelObjectives(BUCKETS)
            .register(registry);
    StatementLog.observe(nanos -> statements.record(nanos, TimeUnit.NANOSECONDS));
  }

  private void ended(JobEnded job) {
    Timer.builder("job")
        .description("Attempts at jobs")
        .tags("kind", job.kind(), "outcome", job.outcome())
        .serviceLevelObjectives(BUCKETS)
        .register(registry)
        .record(job.duration());
  }

  /** All meters, in the form that {@code accept} prefers: Prometheus' text, or OpenMetrics. */
  public String scrape(String mediaType) {
    return registry.scrape(mediaType);
  }

  /** Those of one name. */
  public List<Meter> find(String name) {
    return List.copyOf(registry.find(name).meters());
  }

  @PreDestroy
  void stop() {
    StatementLog.observe(nanos -> {});
    collections.close();
    registry.close();
  }
}
