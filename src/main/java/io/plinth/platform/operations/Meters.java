package io.plinth.platform.operations;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.plinth.platform.metrics.RequestMetrics;
import io.plinth.platform.operations.OperationsView.Cache;
import io.plinth.platform.operations.OperationsView.JobRow;
import io.plinth.platform.operations.OperationsView.Pool;
import io.plinth.platform.operations.OperationsView.Requests;
import io.plinth.platform.operations.OperationsView.RouteRow;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Reads the meters of this node back, as figures for people. */
@ApplicationScoped
public class Meters {
  private static final int MOST_ROUTES = 50;
  private MeterRegistry registry;

  private record RouteKey(String method, String uri) {}

  protected Meters() {}

  @Inject
  public Meters(MeterRegistry registry) {
    this.registry = registry;
  }

  Requests requests() {
    Collection<Timer> timers = registry.find(RequestMetrics.REQUESTS).timers();
    Histogram all = Histogram.of(timers);
    long failures =
        timers.stream()
            .filter(t -> Objects.equals(t.getId().getTag("outcome"), "SERVER_ERROR"))
            .mapToLong(Timer::count)
            .sum();
    Collection<DistributionSummary> statements =
        registry.find(RequestMetrics.STATEMENTS).summaries();
    return new Requests(
        all.count(),
        (long) value("http.server.active.requests"),
        failures,
        all.mean(),
        all.percentile(0.5),
        all.percentile(0.95),
        all.percentile(0.99),
        mean(statements));
  }

  /** The slowest first, by the time that 95 of 100 requests are within. */
  List<RouteRow> routes() {
    Map<RouteKey, List<Timer>> routes =
        registry.find(RequestMetrics.REQUESTS).timers().stream()
            .collect(
                Collectors.groupingBy(
                    t -> new RouteKey(t.getId().getTag("method"), t.getId().getTag("uri"))));
    return routes.entrySet().stream()
        .map(e -> row(e.getKey(), Histogram.of(e.getValue())))
        .sorted(Comparator.comparing(RouteRow::p95).thenComparing(RouteRow::mean).reversed())
        .limit(MOST_ROUTES)
        .toList();
  }

  private RouteRow row(RouteKey key, Histogram requests) {
    Collection<DistributionSummary> statements =
        registry
            .find(RequestMetrics.STATEMENTS)
            .tags("method", key.method(), "uri", key.uri())
            .summaries();
    double most = statements.stream().mapToDouble(DistributionSummary::max).max().orElse(0);
    return new RouteRow(
        key.method(),
        key.uri(),
        requests.count(),
        requests.mean(),
        requests.percentile(0.5),
        requests.percentile(0.95),
        requests.percentile(0.99),
        mean(statements),
        (long) most);
  }

  private static BigDecimal mean(Collection<DistributionSummary> summaries) {
    long count = summaries.stream().mapToLong(DistributionSummary::count).sum();
    double total = summaries.stream().mapToDouble(DistributionSummary::totalAmount).sum();
    return rounded(count == 0 ? 0 : total / count, 1);
  }

  Pool pool() {
    Timer acquisition = registry.find("hikaricp.connections.acquire").tag("pool", "plinth").timer();
    return new Pool(
        pool("hikaricp.connections.max"),
        pool("hikaricp.connections.active"),
        pool("hikaricp.connections.idle"),
        pool("hikaricp.connections.pending"),
        rounded(acquisition == null ? 0 : acquisition.mean(TimeUnit.MILLISECONDS), 2));
  }

  /** Of the pool that requests use. */
  private long pool(String gauge) {
    return (long)
        registry.find(gauge).tag("pool", "plinth").gauges().stream()
            .mapToDouble(g -> g.value())
            .sum();
  }

  private double value(String gauge) {
    return registry.find(gauge).gauges().stream().mapToDouble(g -> g.value()).sum();
  }

  List<JobRow> jobs() {
    return registry.find("job").timers().stream()
        .map(
            t ->
                new JobRow(
                    t.getId().getTag("kind"),
                    t.getId().getTag("outcome"),
                    t.count(),
                    rounded(t.mean(TimeUnit.MILLISECONDS), 0),
                    rounded(t.max(TimeUnit.MILLISECONDS), 0)))
        .sorted(Comparator.comparing(JobRow::kind).thenComparing(JobRow::outcome))
        .toList();
  }

  /** Every cache that has meters of Micrometer's names. */
  List<Cache> caches() {
    Map<String, Cache> caches = new TreeMap<>();
    for (Meter meter : registry.find("cache.gets").meters()) {
      String name = meter.getId().getTag("cache");
      caches.computeIfAbsent(name, this::cache);
    }
    return new ArrayList<>(caches.values());
  }

  private Cache cache(String name) {
    long hits = count("cache.gets", "cache", name, "result", "hit");
    long misses = count("cache.gets", "cache", name, "result", "miss");
    BigDecimal rate =
        hits + misses == 0
            ? null
            : BigDecimal.valueOf(hits)
                .divide(BigDecimal.valueOf(hits + misses), 4, RoundingMode.HALF_UP);
    return new Cache(name, hits, misses, count("cache.evictions", "cache", name), rate);
  }

  private long count(String name, String... tags) {
    var search = registry.find(name).tags(tags);
    double functions = search.functionCounters().stream().mapToDouble(FunctionCounter::count).sum();
    double counters = search.counters().stream().mapToDouble(c -> c.count()).sum();
    return (long) (functions + counters);
  }

  static BigDecimal rounded(double value, int digits) {
    return BigDecimal.valueOf(value).setScale(digits, RoundingMode.HALF_UP);
  }
}
