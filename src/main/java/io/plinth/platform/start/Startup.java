package io.plinth.platform.start;

import io.plinth.platform.cluster.Presence;
import io.plinth.platform.persistence.Database;
import io.plinth.platform.persistence.MigrationException;
import io.plinth.platform.security.Bootstrap;
import io.plinth.platform.security.ProviderSignInService;
import io.plinth.platform.settings.Settings;
import io.plinth.platform.settings.SettingsException;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.flywaydb.core.api.FlywayException;

/**
 * Starts Plinth in its order: settings, database, first administrator, then whatever waits for
 * {@link Started}. Refuses to start with what to set and ends the process with status 2: a failed
 * deployment alone would leave the container alive and "ready".
 */
public class Startup implements ServletContextListener {
  private static final Logger LOG = Logger.getLogger(Startup.class.getName());
  private static final int REFUSED = 2;
  private static final String NEEDED =
      """
      Plinth needs a PostgreSQL database (15 or newer) and a secret, in the environment:
        PLINTH_DB_URL       jdbc:postgresql://HOST:5432/DATABASE
        PLINTH_DB_USER      a user that owns the database
        PLINTH_DB_PASSWORD  that user's password
        PLINTH_SECRET       32 random bytes or more, the same on all nodes (openssl rand -base64 48)
      """;

  @Inject private Settings settings;
  @Inject private SettingsCheck check;
  @Inject private Database database;
  @Inject private Presence presence;
  @Inject private Bootstrap bootstrap;
  @Inject private ProviderSignInService providerSignIn;
  @Inject private Event<Started> started;

  @Override
  public void contextInitialized(ServletContextEvent event) {
    try {
      requireSettings();
      database.start();
      presence.start();
      bootstrap.run();
      providerSignIn.check();
      started.fire(new Started());
    } catch (SettingsException e) {
      refuse(e.getMessage());
    } catch (RuntimeException e) {
      refuse(reason(e), e);
    }
  }

  private void requireSettings() {
    List<String> missing = new ArrayList<>();
    for (String name : List.of("plinth.db.url", "plinth.db.user", "plinth.secret")) {
      if (settings.find(name).isEmpty()) {
        missing.add(SettingsException.environmentName(name));
      }
    }
    List<String> wrong =
        check.complaints().stream().filter(c -> missing.stream().noneMatch(c::startsWith)).toList();
    if (!missing.isEmpty()) {
      refuse(String.join(", ", missing) + " must be set." + lines(wrong) + lines(List.of(NEEDED)));
    } else if (!wrong.isEmpty()) {
      refuse(String.join(System.lineSeparator(), wrong));
    }
  }

  private static String lines(List<String> texts) {
    return texts.stream().map(t -> System.lineSeparator() + t).collect(Collectors.joining());
  }

  static String reason(Throwable failure) {
    if (failure instanceof MigrationException) {
      return failure.getMessage();
    }
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    boolean database = failure instanceof FlywayException || root instanceof java.sql.SQLException;
    return database
        ? "The database cannot be used: "
            + root.getMessage()
            + " Check PLINTH_DB_URL, PLINTH_DB_USER and PLINTH_DB_PASSWORD, and that the server is"
            + " up."
        : String.valueOf(failure.getMessage());
  }

  private static void refuse(String message, Throwable cause) {
    LOG.log(Level.SEVERE, "Start failed", cause);
    refuse(message);
  }

  /** Halts rather than exits: exiting would wait for the deployment that waits for us. */
  private static void refuse(String message) {
    System.err.println();
    System.err.println("Plinth cannot start. " + message);
    System.err.flush();
    System.out.flush();
    Runtime.getRuntime().halt(REFUSED);
  }
}
