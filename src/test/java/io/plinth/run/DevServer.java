package io.plinth.run;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code ./mvnw -Prun} ends in: PostgreSQL and Plinth, side by side, for whoever wants to see
 * or develop it.
 *
 * <p>It runs inside Maven's JVM, so that a signal to Maven alone stops everything as surely as
 * Ctrl-C in the terminal does: a shutdown hook stops Plinth, then PostgreSQL, in that order,
 * whoever asked.
 */
public final class DevServer {
  private static final Duration START = Duration.ofMinutes(5);
  private static final Duration STOP = Duration.ofSeconds(15);

  private final DevFolder folder;
  private final Map<String, String> environment;
  private final int port;
  private EmbeddedDatabase database;
  private PlinthProcess plinth;
  private boolean stopping;

  private DevServer(DevFolder folder, Map<String, String> environment, int port) {
    this.folder = folder;
    this.environment = environment;
    this.port = port;
  }

  public static void main(String[] arguments) {
    try {
      int port = port();
      DevFolder folder = DevFolder.lock(Path.of(".plinth"));
      DevServer server = new DevServer(folder, System.getenv(), port);
      Runtime.getRuntime().addShutdownHook(new Thread(server::stop, "plinth-stop"));
      server.run();
    } catch (IOException | InterruptedException | IllegalStateException e) {
      say("");
      say("Plinth did not start: " + e.getMessage());
      if (String.valueOf(e.getMessage()).contains("Migration")) {
        say("The database is of another state of the source: ./mvnw -Prun -Dplinth.fresh");
      }
      System.exit(1);
    }
  }

  private void run() throws IOException, InterruptedException {
    folder.endAbandonedServer();
    requireFree(port);
    if (System.getProperty("plinth.fresh") != null) {
      say("Starting anew: " + folder.database() + " is deleted.");
      folder.forgetDatabase();
    }
    start();
    plinth.awaitReady(START);
    folder.announce(plinth.baseUri());
    banner();
    int status = plinth.exitStatus();
    if (!isStopping()) {
      say("Plinth ended with status " + status + ".\n" + plinth.complaint());
      System.exit(status == 0 ? 1 : status);
    }
    // Asked to stop: Maven must not go on from here and claim a success.
    Thread.currentThread().join();
  }

  private synchronized boolean isStopping() {
    return stopping;
  }

  private synchronized void start() throws IOException {
    if (stopping) {
      return;
    }
    say("Starting PostgreSQL and Plinth; their logs are in " + folder.path() + ".");
    database = EmbeddedDatabase.open(folder.database());
    PlinthProcess.Start start =
        PlinthProcess.of("plinth")
            .directory(folder.path())
            .log(folder.path().resolve("plinth.log"))
            .port(port)
            .postmaster(database.postmaster().pid());
    environment.forEach(
        (variable, value) -> {
          if (variable.startsWith("PLINTH_")) {
            start.env(variable, value);
          }
        });
    start
        .database(database.createIfAbsent("plinth"))
        .env("PLINTH_SECRET", folder.secret())
        .env("PLINTH_INITIAL_PASSWORD_FILE", folder.initialPassword().toString())
        .env("PLINTH_DEMO", environment.getOrDefault("PLINTH_DEMO", "true"));
    plinth = start.start();
    folder.remember(plinth.handle());
  }

  private synchronized void stop() {
    stopping = true;
    if (plinth != null) {
      plinth.stop(STOP);
    }
    if (database != null) {
      database.close();
    }
    folder.close();
    if (plinth != null) {
      say("Plinth has stopped.");
    }
  }

  private void banner() throws IOException {
    say("");
    say("  Plinth      " + plinth.baseUri());
    say("  User        admin");
    say("  Password    " + password());
    if (isSet("PLINTH_BOOTSTRAP_API_KEY")) {
      say("  API key     the one you set in PLINTH_BOOTSTRAP_API_KEY (Authorization: Bearer ...)");
    }
    say("  Data        " + folder.database() + "  (-Dplinth.fresh starts anew)");
    say("  Stop        Ctrl-C");
    say("");
  }

  private String password() throws IOException {
    if (isSet("PLINTH_BOOTSTRAP_ADMIN_PASSWORD")) {
      return "the one you set in PLINTH_BOOTSTRAP_ADMIN_PASSWORD";
    }
    Optional<String> initial = folder.readInitialPassword();
    return initial
        .filter(word -> isUnused())
        .map(word -> word + "  (one time: you choose your own when you sign in)")
        .orElse("the one you chose when you first signed in");
  }

  /** The file stays when the administrator has chosen another password. */
  private boolean isUnused() {
    EmbeddedDatabase.Database plain = database.database("plinth");
    String query = "select must_change_password from users where lower(username) = 'admin'";
    try (Connection connection =
            DriverManager.getConnection(plain.url(), plain.user(), plain.password());
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      return rows.next() && rows.getBoolean(1);
    } catch (SQLException e) {
      throw new IllegalStateException("PostgreSQL refused to show the administrator", e);
    }
  }

  private boolean isSet(String variable) {
    return !environment.getOrDefault(variable, "").isBlank();
  }

  private static int port() {
    String text = System.getProperty("plinth.http.port", "8080");
    try {
      int number = Integer.parseInt(text);
      if (number > 0 && number < 65_536) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new IllegalStateException("-Dplinth.http.port=" + text + " is no port (1 to 65535).");
  }

  /** Payara Micro would say so only in its log, half a minute later. */
  private static void requireFree(int port) throws IOException {
    for (InetAddress address : InetAddress.getAllByName("localhost")) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(address, port), 1000);
      } catch (IOException e) {
        continue;
      }
      throw new IllegalStateException(
          "port " + port + " is in use. Choose another: ./mvnw -Prun -Dplinth.http.port=8081");
    }
  }

  private static void say(String line) {
    System.out.println(line);
    System.out.flush();
  }
}
