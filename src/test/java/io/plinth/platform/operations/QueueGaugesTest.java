package io.plinth.platform.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.plinth.platform.operations.OperationsView.Queue;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class QueueGaugesTest {
  private static final int LOOKS = 20_000;
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final QueueGauges gauges = new QueueGauges(null, null, registry, null);

  @Test
  void whoReadsThemWhileTheyChangeReadsEachOnce() throws Exception {
    gauges.show(List.of(queue("import", 1), queue("mail", 2)));
    ExecutorService thread = Executors.newSingleThreadExecutor();
    Future<?> looks =
        thread.submit(
            () -> {
              for (int i = 0; i < LOOKS; i++) {
                gauges.show(List.of(queue("import", i), queue("mail", i)));
              }
            });
    thread.shutdown();
    while (!looks.isDone()) {
      String text = registry.scrape();
      assertThat(text.lines().filter(l -> l.startsWith("jobs_dead{kind=\"mail\"}"))).hasSize(1);
    }
    looks.get(1, TimeUnit.MINUTES);
    assertThat(registry.scrape()).contains("jobs_dead{kind=\"import\"} " + (LOOKS - 1) + ".0");
  }

  @Test
  void kindOfWhichNothingIsLeftIsEmpty() {
    gauges.show(List.of(queue("import", 7)));
    gauges.show(List.of(queue("mail", 1)));
    assertThat(registry.scrape())
        .contains("job_queue_size{kind=\"import\",state=\"queued\"} 0.0")
        .contains("job_queue_oldest_seconds{kind=\"mail\"} 1.0");
  }

  private static Queue queue(String kind, long every) {
    return new Queue(kind, every, every, every, every);
  }
}
