package io.plinth.platform.log;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.plinth.platform.http.RequestContext;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;

/** A record of the application's or the container's log as a line of JSON. */
final class JsonFormatter extends Formatter {
  private static final JsonFactory JSON = new JsonFactory();

  @Override
  public String format(LogRecord log) {
    StringWriter line = new StringWriter(512);
    try (JsonGenerator json = JSON.createGenerator(line)) {
      json.writeStartObject();
      json.writeStringField("time", log.getInstant().toString());
      json.writeStringField("level", log.getLevel().getName());
      json.writeStringField("logger", String.valueOf(log.getLoggerName()));
      json.writeStringField("message", formatMessage(log));
      RequestContext request = RequestContext.current();
      if (request != null) {
        json.writeStringField("requestId", request.id());
        json.writeStringField("traceId", request.trace().traceId());
      }
      if (log.getThrown() != null) {
        json.writeStringField("exception", stackTrace(log.getThrown()));
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return line.append('\n').toString();
  }

  private static String stackTrace(Throwable thrown) {
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text, true));
    return text.toString();
  }
}
