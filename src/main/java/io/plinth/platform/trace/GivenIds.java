package io.plinth.platform.trace;

import io.opentelemetry.sdk.trace.IdGenerator;
import io.plinth.platform.http.TraceContext;
import java.util.function.Supplier;

/** Gives a request's span the ids that were told to others while it ran; all others are random. */
final class GivenIds implements IdGenerator {
  private final IdGenerator random = IdGenerator.random();
  private final ThreadLocal<TraceContext> given = new ThreadLocal<>();

  <T> T with(TraceContext trace, Supplier<T> work) {
    given.set(trace);
    try {
      return work.get();
    } finally {
      given.remove();
    }
  }

  @Override
  public String generateSpanId() {
    TraceContext trace = given.get();
    return trace == null ? random.generateSpanId() : trace.spanId();
  }

  @Override
  public String generateTraceId() {
    TraceContext trace = given.get();
    return trace == null ? random.generateTraceId() : trace.traceId();
  }
}
