package io.plinth.platform.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.concurrent.TimeUnit;

/**
 * Calls that this server makes to others: how long they took and how they ended, by target. It has
 * no scope, for some of them end on threads that know of no application.
 */
@Dependent
public class OutboundCalls {
  private final MeterRegistry registry;

  @Inject
  public OutboundCalls(MeterRegistry registry) {
    this.registry = registry;
  }

  /**
   * Notes a call.
   *
   * @param target one of a few names, and never an address
   * @param status of the answer; 0: there was none
   */
  public void ended(String target, int status, long nanos) {
    Timer.builder("http.client.requests")
        .description("Calls to other servers, by target")
        .tags("target", target, "outcome", RequestMetrics.outcome(status))
        .serviceLevelObjectives(Metrics.BUCKETS)
        .register(registry)
        .record(nanos, TimeUnit.NANOSECONDS);
  }
}
