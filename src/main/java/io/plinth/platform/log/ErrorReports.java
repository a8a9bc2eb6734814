package io.plinth.platform.log;

import io.plinth.platform.http.RequestContext;
import io.plinth.platform.settings.Settings;
import io.plinth.platform.settings.SettingsException;
import io.plinth.platform.start.Started;
import io.sentry.Sentry;
import io.sentry.SentryEvent;
import io.sentry.SentryOptions;
import io.sentry.protocol.SentryException;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Sends what Plinth logs as SEVERE with its exception to Sentry, where a DSN is set: the types and
 * stack traces, the request's id, its route and its trace. Messages stay here, for they may quote
 * data; so do addresses, users, headers and bodies.
 */
@ApplicationScoped
public class ErrorReports {
  private static final Logger PLINTH = Logger.getLogger("io.plinth");
  private static final int FLUSH_MILLIS = 2_000;
  private final Reporter reporter = new Reporter();
  private String dsn;
  private String environment;

  protected ErrorReports() {}

  @Inject
  public ErrorReports(Settings settings) {
    dsn = settings.find("plinth.sentry.dsn").orElse(null);
    environment = settings.find("plinth.sentry.environment").orElse(null);
  }

  void start(@Observes Started event) {
    if (dsn != null) {
      try {
        Sentry.init(this::configure);
      } catch (IllegalArgumentException e) {
        throw new SettingsException("plinth.sentry.dsn", "must be a DSN of Sentry");
      }
      PLINTH.addHandler(reporter);
    }
  }

  private void configure(SentryOptions options) {
    options.setDsn(dsn);
    options.setEnvironment(environment);
    options.setSendDefaultPii(false);
    options.setServerName(null);
    options.setAttachServerName(false);
    options.setEnableUncaughtExceptionHandler(false);
    options.setMaxBreadcrumbs(0);
    options.setEnableExternalConfiguration(false);
    options.setShutdownTimeoutMillis(FLUSH_MILLIS);
    options.setBeforeSend((event, hint) -> withoutData(event));
  }

  private static SentryEvent withoutData(SentryEvent event) {
    List<SentryException> exceptions = event.getExceptions();
    if (exceptions != null) {
      exceptions.forEach(e -> e.setValue(null));
    }
    event.setUser(null);
    event.setRequest(null);
    return event;
  }

  @PreDestroy
  void stop() {
    if (dsn != null) {
      PLINTH.removeHandler(reporter);
      Sentry.close();
    }
  }

  private static final class Reporter extends Handler {
    Reporter() {
      setLevel(Level.SEVERE);
    }

    @Override
    public void publish(LogRecord log) {
      if (isLoggable(log) && log.getThrown() != null) {
        SentryEvent event = new SentryEvent(log.getThrown());
        event.setLogger(log.getLoggerName());
        RequestContext request = RequestContext.current();
        if (request != null) {
          event.setTag("request_id", request.id());
          event.setTag("trace_id", request.trace().traceId());
          event.setTag("route", request.route() == null ? "NONE" : request.route().path());
        }
        Sentry.captureEvent(event);
      }
    }

    @Override
    public void flush() {
      Sentry.flush(FLUSH_MILLIS);
    }

    @Override
    public void close() {
      flush();
    }
  }
}
