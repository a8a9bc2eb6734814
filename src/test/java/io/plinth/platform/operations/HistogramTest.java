package io.plinth.platform.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistogramTest {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  private Timer timer(String status) {
    return Timer.builder("requests")
        .tag("status", status)
        .serviceLevelObjectives(
            Duration.ofMillis(10), Duration.ofMillis(100), Duration.ofMillis(1_000))
        .register(registry);
  }

  @Test
  void nothingIsZero() {
    Histogram none = Histogram.of(List.of());
    assertThat(none.count()).isZero();
    assertThat(none.mean()).isEqualByComparingTo("0");
    assertThat(none.percentile(0.95)).isEqualByComparingTo("0");
  }

  @Test
  void percentileLiesWithinItsBucketWhereItsRankIs() {
    Timer timer = timer("200");
    for (int i = 1; i <= 100; i++) {
      timer.record(Duration.ofMillis(i)); // 10 up to 10 ms, 90 from there to 100 ms
    }
    Histogram histogram = Histogram.of(List.of(timer));
    assertThat(histogram.percentile(0.05)).isEqualByComparingTo("5.0");
    assertThat(histogram.percentile(0.5)).isEqualByComparingTo("50.0");
    assertThat(histogram.percentile(0.99)).isEqualByComparingTo("99.0");
    assertThat(histogram.mean()).isEqualByComparingTo("50.5");
  }

  @Test
  void timersOfARouteAreOne() {
    timer("200").record(Duration.ofMillis(5));
    timer("500").record(Duration.ofMillis(500));
    Histogram histogram = Histogram.of(List.of(timer("200"), timer("500")));
    assertThat(histogram.count()).isEqualTo(2);
    assertThat(histogram.percentile(0.5).doubleValue()).isLessThanOrEqualTo(10);
    assertThat(histogram.percentile(0.99).doubleValue()).isBetween(400.0, 500.0);
  }

  @Test
  void whatIsBeyondTheLastBucketIsNoSlowerThanTheSlowest() {
    timer("200").record(Duration.ofSeconds(7));
    assertThat(Histogram.of(List.of(timer("200"))).percentile(0.99).doubleValue())
        .isBetween(1_000.0, 7_000.0);
  }
}
