package io.plinth.platform.trace;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.plinth.platform.metrics.OutboundCalls;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Collection;

/** An exporter whose calls are counted; it tells whether they succeeded, and not the status. */
record TimedExporter(SpanExporter exporter, OutboundCalls calls) implements SpanExporter {
  static final String TARGET = "otlp";

  @Override
  public CompletableResultCode export(Collection<SpanData> spans) {
    long start = System.nanoTime();
    CompletableResultCode result = exporter.export(spans);
    return result.whenComplete(
        () ->
            calls.ended(
                TARGET,
                result.isSuccess() ? HttpServletResponse.SC_OK : 0,
                System.nanoTime() - start));
  }

  @Override
  public CompletableResultCode flush() {
    return exporter.flush();
  }

  @Override
  public CompletableResultCode shutdown() {
    return exporter.shutdown();
  }
}
