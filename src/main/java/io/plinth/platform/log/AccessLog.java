package io.plinth.platform.log;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.plinth.platform.http.RequestContext;
import io.plinth.platform.http.RequestObserver;
import io.plinth.platform.http.RequestOutcome;
import io.plinth.platform.settings.Settings;
import io.plinth.platform.settings.SettingsException;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * One line for every request, by user id and never by name, with the path and never the query. The
 * request's thread only makes the line; {@link LogFile} writes it.
 */
@ApplicationScoped
public class AccessLog implements RequestObserver {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int LONGEST_PATH = 512;

  /** How a line is written. */
  enum Format {
    JSON,
    TEXT,
    OFF
  }

  private Format format;
  private boolean addresses;
  private LogFile file;

  protected AccessLog() {}

  @Inject
  public AccessLog(Settings settings, MeterRegistry registry) {
    format = settings.choice("plinth.access-log.format", Format.class);
    addresses = settings.isOn("plinth.access-log.addresses");
    if (format != Format.OFF) {
      file = open(settings);
      FunctionCounter.builder("access.log.dropped", file, LogFile::dropped)
          .description("Lines of the access log that could not be written")
          .register(registry);
    }
  }

  private static LogFile open(Settings settings) {
    long most = settings.number("plinth.access-log.file-size", 1_000, 10L << 30);
    int files = (int) settings.number("plinth.access-log.files", 1, 1_000);
    String name = settings.find("plinth.access-log.file").orElse(null);
    try {
      return name == null ? LogFile.standardOutput() : LogFile.open(Path.of(name), most, files);
    } catch (IOException | InvalidPathException e) {
      throw new SettingsException(
          "plinth.access-log.file", "names a file that cannot be written: " + e.getMessage());
    }
  }

  @Override
  public void ended(RequestContext context, RequestOutcome outcome) {
    if (format == Format.JSON) {
      file.write(json(context, outcome, addresses));
    } else if (format == Format.TEXT) {
      file.write(text(context, outcome, addresses).getBytes(StandardCharsets.UTF_8));
    }
  }

  static byte[] json(RequestContext context, RequestOutcome outcome, boolean addresses) {
    ByteArrayOutputStream line = new ByteArrayOutputStream(512);
    try (JsonGenerator json = JSON.createGenerator(line)) {
      json.writeStartObject();
      json.writeStringField("time", now());
      json.writeStringField("requestId", context.id());
      json.writeStringField("traceId", context.trace().traceId());
      json.writeStringField("method", outcome.method());
      json.writeStringField("route", outcome.route());
      json.writeStringField("path", path(context));
      json.writeNumberField("status", outcome.status());
      json.writeNumberField("bytes", outcome.bytes());
      json.writeNumberField("durationMs", outcome.nanos() / 1_000 / 1_000.0);
      json.writeNumberField("dbMs", context.statements().nanos() / 1_000 / 1_000.0);
      json.writeNumberField("statements", context.statements().count());
      if (outcome.userId() != null) {
        json.writeNumberField("userId", outcome.userId());
      }
      if (addresses) {
        json.writeStringField("address", context.address());
      }
      json.writeEndObject();
      json.writeRaw('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return line.toByteArray();
  }

  static String text(RequestContext context, RequestOutcome outcome, boolean addresses) {
    return String.format(
        Locale.ROOT,
        "%s %s %s %s %s %d %dB %.1fms db=%.1fms/%d user=%s trace=%s%s%n",
        now(),
        context.id(),
        outcome.method(),
        outcome.route(),
        // A path may hold whatever bytes a client sends; a line holds one request.
        path(context).replaceAll("[^\\x21-\\x7e]", "?"),
        outcome.status(),
        outcome.bytes(),
        outcome.nanos() / 1e6,
        context.statements().nanos() / 1e6,
        context.statements().count(),
        outcome.userId() == null ? "-" : outcome.userId(),
        context.trace().traceId(),
        addresses ? " address=" + context.address() : "");
  }

  private static String now() {
    return Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
  }

  /** Without matrix parameters, which are values too. */
  private static String path(RequestContext context) {
    String path = context.path();
    int end = path.indexOf(';');
    end = Math.min(end < 0 ? path.length() : end, LONGEST_PATH);
    return path.substring(0, end);
  }

  @PreDestroy
  void stop() {
    if (file != null) {
      file.close();
    }
  }
}
