package io.plinth.platform.log;

import io.plinth.platform.settings.Settings;
import io.plinth.platform.start.Started;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.Map;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Logger;

/**
 * How the log is written. The container's handlers stay, and with them where it goes; as JSON, each
 * gets another formatter, from the start of Plinth to its end.
 */
@ApplicationScoped
public class LogFormat {
  private final Map<Handler, Formatter> before = new HashMap<>();
  private boolean json;

  private enum Choice {
    TEXT,
    JSON
  }

  protected LogFormat() {}

  @Inject
  public LogFormat(Settings settings) {
    json = settings.choice("plinth.log.format", Choice.class) == Choice.JSON;
  }

  void start(@Observes Started event) {
    if (json) {
      for (Handler handler : Logger.getLogger("").getHandlers()) {
        before.put(handler, handler.getFormatter());
        handler.setFormatter(new JsonFormatter());
      }
    }
  }

  @PreDestroy
  void stop() {
    before.forEach(Handler::setFormatter);
  }
}
