package io.plinth.platform.metrics;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.plinth.platform.http.RequestContext;
import io.plinth.platform.http.RequestObserver;
import io.plinth.platform.http.RequestOutcome;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * How long requests take and how many statements they need, by route template: there are as many
 * time series as routes, methods and statuses, however many addresses are asked for. A meter is
 * looked up once; after that a request costs two additions.
 */
@ApplicationScoped
public class RequestMetrics implements RequestObserver {
  public static final String REQUESTS = "http.server.requests";
  public static final String STATEMENTS = "http.server.request.statements";
  private static final Duration[] BUCKETS = {
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofMillis(2_500),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10),
    Duration.ofSeconds(30)
  };
  private static final double[] STATEMENT_BUCKETS = {1, 2, 3, 5, 8, 12, 20, 50};

  private final Map<Key, Meters> meters = new ConcurrentHashMap<>();
  private MeterRegistry registry;

  private record Key(String route, String method, int status) {}

  private record Meters(Timer duration, DistributionSummary statements) {}

  protected RequestMetrics() {}

  @Inject
  public RequestMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void ended(RequestContext context, RequestOutcome outcome) {
    Key key = new Key(outcome.route(), outcome.method(), outcome.status());
    Meters found = meters.computeIfAbsent(key, this::register);
    found.duration().record(outcome.nanos(), TimeUnit.NANOSECONDS);
    found.statements().record(context.statements().count());
  }

  private Meters register(Key key) {
    Timer duration =
        Timer.builder(REQUESTS)
            .description("Requests answered, by route template")
            .tags("uri", key.route(), "method", key.method())
            .tags("status", Integer.toString(key.status()), "outcome", outcome(key.status()))
            .serviceLevelObjectives(BUCKETS)
            .register(registry);
    DistributionSummary statements =
        DistributionSummary.builder(STATEMENTS)
            .description("Statements that a request sent to the database")
            .tags("uri", key.route(), "method", key.method())
            .serviceLevelObjectives(STATEMENT_BUCKETS)
            .register(registry);
    return new Meters(duration, statements);
  }

  /** As Micrometer calls it. */
  static String outcome(int status) {
    return switch (status / 100) {
      case 1 -> "INFORMATIONAL";
      case 2 -> "SUCCESS";
      case 3 -> "REDIRECTION";
      case 4 -> "CLIENT_ERROR";
      case 5 -> "SERVER_ERROR";
      default -> "UNKNOWN";
    };
  }
}
