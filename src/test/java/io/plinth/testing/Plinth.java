package io.plinth.testing;

import io.plinth.run.EmbeddedDatabase;
import io.plinth.run.PlinthProcess;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Plinth with an empty database, as a process of its own: started when the first test asks for it,
 * gone with the JVM.
 */
public final class Plinth implements AutoCloseable {
  public static final String ADMIN = "admin";
  public static final String ADMIN_PASSWORD = "an administrator's password";
  public static final String ADMIN_KEY = "test-key-of-the-administrator-0123456789";
  private static final String SECRET = "a secret of the tests, 32 bytes or more";

  private static Plinth shared;

  private final EmbeddedDatabase.Database database;
  private final PlinthProcess process;
  private final Given given;

  private Plinth(EmbeddedDatabase.Database database, PlinthProcess process) {
    this.database = database;
    this.process = process;
    given = new Given(this);
  }

  /** The server of this JVM's tests. */
  public static synchronized Plinth shared() {
    if (shared == null) {
      Plinth plinth =
          start(
              "shared-" + ProcessHandle.current().pid(),
              EmbeddedDatabase.shared().create("plinth_http"));
      Runtime.getRuntime().addShutdownHook(new Thread(plinth::kill, "plinth-kill"));
      plinth.awaitReady();
      shared = plinth;
    }
    return shared;
  }

  /** A server of a test's own, which is to kill or close it; it may not be ready yet. */
  public static Plinth start(String name, EmbeddedDatabase.Database database) {
    return start(name, database, Map.of());
  }

  /** The same with more settings, as environment variables. */
  public static Plinth start(
      String name, EmbeddedDatabase.Database database, Map<String, String> environment) {
    return start(name, database, environment, start -> {});
  }

  /** The same with whatever else there is to say. */
  public static Plinth start(
      String name,
      EmbeddedDatabase.Database database,
      Map<String, String> environment,
      Consumer<PlinthProcess.Start> more) {
    PlinthProcess.Start start =
        PlinthProcess.of(name)
            .database(database)
            .env("PLINTH_SECRET", SECRET)
            .env("PLINTH_DEMO", "false")
            .env("PLINTH_BOOTSTRAP_ADMIN_PASSWORD", ADMIN_PASSWORD)
            .env("PLINTH_BOOTSTRAP_API_KEY", ADMIN_KEY)
            // All tests come from one address and fail often, as most of them are meant to.
            .env("PLINTH_RATE_LIMIT_REQUESTS", "10000000")
            .env("PLINTH_RATE_LIMIT_BURST", "0")
            .env("PLINTH_RATE_LIMIT_FAILED_TOKENS", "1000000")
            .env("PLINTH_RATE_LIMIT_FAILED_SIGN_INS", "1000000")
            .env("PLINTH_RATE_LIMIT_LOCKOUT_FAILURES", "1000000")
            .jvm("-Xmx512m");
    environment.forEach(start::env);
    more.accept(start);
    return new Plinth(database, start.start());
  }

  public Plinth awaitReady() {
    process.awaitReady(Duration.ofMinutes(3));
    return this;
  }

  /** SIGKILL. */
  public void kill() {
    process.kill();
  }

  @Override
  public void close() {
    process.close();
  }

  public URI baseUri() {
    return process.baseUri();
  }

  /** The administrator, by API key. */
  public Api api() {
    return anonymous().bearer(ADMIN_KEY);
  }

  /** A client of a server that a test started by itself. */
  public static Api at(URI server) {
    return new Api(server);
  }

  /** The same over a client of its own, which trusts its certificate. */
  public static Api at(URI server, HttpClient client) {
    return new Api(server, client);
  }

  /** Nobody in particular. */
  public Api anonymous() {
    return new Api(baseUri());
  }

  /** Makes what a test needs. */
  public Given given() {
    return given;
  }

  /** A connection past the server, to its database; close it. */
  public Connection connection() throws SQLException {
    return DriverManager.getConnection(database.url(), database.user(), database.password());
  }

  /** The folder of the server's temporary files. */
  public Path temporary() {
    return process.temporary();
  }

  /** The server's process. */
  public ProcessHandle handle() {
    return process.handle();
  }

  /** Waits for the end of a server that was told to stop. */
  public int exitStatus() {
    return process.exitStatus();
  }

  /** All that the server has written to its log. */
  public String output() {
    return process.output();
  }
}
