package io.plinth.platform.trace;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.plinth.platform.http.RequestContext;
import io.plinth.platform.http.RequestObserver;
import io.plinth.platform.http.RequestOutcome;
import io.plinth.platform.http.TraceContext;
import io.plinth.platform.metrics.OutboundCalls;
import io.plinth.platform.persistence.StatementLog.Execution;
import io.plinth.platform.settings.Settings;
import io.plinth.platform.settings.SettingsException;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Makes the spans of a request when it has ended, from what was noted anyway: one for the request,
 * one below it for each statement. So a request that is not sampled costs nothing, and the
 * exporter, with its bounded queue, never holds one up.
 */
@ApplicationScoped
public class RequestTraces implements RequestObserver {
  private static final Duration EXPORT = Duration.ofSeconds(5);
  private static final AttributeKey<String> ROUTE = AttributeKey.stringKey("http.route");
  private static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
  private static final AttributeKey<Long> STATUS =
      AttributeKey.longKey("http.response.status_code");
  private static final AttributeKey<String> REQUEST_ID = AttributeKey.stringKey("request.id");
  private static final AttributeKey<String> DATABASE = AttributeKey.stringKey("db.system.name");
  private static final AttributeKey<String> STATEMENT = AttributeKey.stringKey("db.query.text");
  private static final int SERVER_ERROR = 500;

  private final GivenIds ids = new GivenIds();
  private SdkTracerProvider provider;
  private Tracer tracer;

  protected RequestTraces() {}

  @Inject
  public RequestTraces(Settings settings, OutboundCalls calls) {
    settings
        .find("plinth.trace.endpoint")
        .ifPresent(e -> open(new TimedExporter(exporter(e, settings), calls), settings));
  }

  private static SpanExporter exporter(String endpoint, Settings settings) {
    OtlpHttpSpanExporterBuilder exporter = OtlpHttpSpanExporter.builder().setTimeout(EXPORT);
    try {
      exporter.setEndpoint(endpoint);
    } catch (IllegalArgumentException e) {
      throw new SettingsException(
          "plinth.trace.endpoint",
          "must be an address such as http://localhost:4318/v1/traces, not \"" + endpoint + "\"");
    }
    for (String header : settings.list("plinth.trace.headers")) {
      int equals = header.indexOf('=');
      if (equals < 1) {
        throw new SettingsException("plinth.trace.headers", "must be name=value, name=value");
      }
      exporter.addHeader(header.substring(0, equals).strip(), header.substring(equals + 1));
    }
    return exporter.build();
  }

  private void open(SpanExporter exporter, Settings settings) {
    Attributes service =
        Attributes.of(AttributeKey.stringKey("service.name"), settings.get("plinth.trace.service"));
    provider =
        SdkTracerProvider.builder()
            .setResource(Resource.create(service))
            .setIdGenerator(ids)
            .setSampler(Sampler.alwaysOn()) // decided already: only what is sampled gets here
            .addSpanProcessor(BatchSpanProcessor.builder(exporter).build())
            .build();
    tracer = provider.get("io.plinth");
  }

  @Override
  public void ended(RequestContext context, RequestOutcome outcome) {
    TraceContext trace = context.trace();
    if (tracer == null || !trace.sampled()) {
      return;
    }
    long end = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
    // From one clock to the other: what is added to nanoTime() to get the time of day.
    long offset = end - context.startNanos() - outcome.nanos();
    Span request = request(trace, outcome, context.startNanos() + offset);
    request.setAttribute(ROUTE, outcome.route());
    request.setAttribute(METHOD, outcome.method());
    request.setAttribute(STATUS, outcome.status());
    request.setAttribute(REQUEST_ID, context.id());
    if (outcome.status() >= SERVER_ERROR) {
      request.setStatus(StatusCode.ERROR);
    }
    Context parent = Context.root().with(request);
    context.statements().executions().forEach(e -> statement(e, parent, offset));
    request.end(end, TimeUnit.NANOSECONDS);
  }

  private Span request(TraceContext trace, RequestOutcome outcome, long start) {
    SpanBuilder builder =
        tracer
            .spanBuilder(outcome.method() + " " + outcome.route())
            .setSpanKind(SpanKind.SERVER)
            .setStartTimestamp(start, TimeUnit.NANOSECONDS)
            .setParent(Context.root());
    if (trace.parentId() != null) {
      SpanContext caller =
          SpanContext.createFromRemoteParent(
              trace.traceId(), trace.parentId(), TraceFlags.getSampled(), TraceState.getDefault());
      builder.setParent(Context.root().with(Span.wrap(caller)));
    }
    return ids.with(trace, builder::startSpan);
  }

  private void statement(Execution execution, Context parent, long offset) {
    String text = execution.text().strip();
    int word = 0;
    while (word < text.length() && Character.isLetter(text.charAt(word))) {
      word++;
    }
    tracer
        .spanBuilder(word == 0 ? "statement" : text.substring(0, word).toLowerCase(Locale.ROOT))
        .setSpanKind(SpanKind.CLIENT)
        .setParent(parent)
        .setStartTimestamp(execution.startNanos() + offset, TimeUnit.NANOSECONDS)
        .startSpan()
        .setAttribute(DATABASE, "postgresql")
        .setAttribute(STATEMENT, text)
        .end(execution.startNanos() + offset + execution.nanos(), TimeUnit.NANOSECONDS);
  }

  /** Sends what is waiting. */
  @PreDestroy
  void stop() {
    if (provider != null) {
      provider.shutdown().join(EXPORT.toMillis(), TimeUnit.MILLISECONDS);
    }
  }
}
