package io.plinth.run;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * A real PostgreSQL that needs no installation: unpacked from a jar, run as a process, listening on
 * loopback, password required.
 *
 * <p>Tests take {@link #shared()}: one server for the JVM, gone with it, not caring for durability.
 * Whoever wants to find the data again {@linkplain #open opens} a folder; what that folder's last
 * owner left behind when it was killed (a stale pid file, a server still running) is cleared first.
 *
 * <p>Databases are owned by a role that is no superuser, as in production. Text sorts by code point
 * and knows all of Unicode (the collation {@code C.UTF-8} that PostgreSQL brings along), so results
 * are the same on every machine.
 */
public final class EmbeddedDatabase implements AutoCloseable {
  private static final String ROLE = "plinth";

  /** Held here, because a logger nobody holds loses its level. */
  private static final Logger SERVER_LOG = Logger.getLogger("io.zonky.test.db.postgres");

  private static EmbeddedDatabase shared;

  /** How to connect to one database. */
  public record Database(String url, String user, String password) {}

  private final EmbeddedPostgres server;
  private final Path data;
  private final String password;

  private EmbeddedDatabase(EmbeddedPostgres server, Path data, String password) {
    this.server = server;
    this.data = data;
    this.password = password;
  }

  /** The server of this JVM's tests; stopped and deleted when the JVM ends. */
  public static synchronized EmbeddedDatabase shared() {
    if (shared == null) {
      Path root = Path.of("target", "postgres").toAbsolutePath();
      removeAbandoned(root);
      Path data = root.resolve(Long.toString(ProcessHandle.current().pid()));
      EmbeddedDatabase database = start(data, "off", 0);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> discard(database), "postgres-stop"));
      shared = database;
    }
    return shared;
  }

  /** Opens, or makes, the server whose data is in a folder. One owner at a time. */
  public static EmbeddedDatabase open(Path data) {
    return open(data, 0);
  }

  /** Opens it at a port: again at the one it had, for clients that know no other. */
  public static EmbeddedDatabase open(Path data, int port) {
    return start(data.toAbsolutePath(), "on", port);
  }

  /** Makes an empty database, in place of any of that name. */
  public Database create(String name) {
    return create(name, "template1");
  }

  /** Makes a copy of another database, to which nobody may be connected, in some 50 ms. */
  public Database create(String name, String template) {
    drop(name);
    execute("create database \"" + name + "\" owner " + ROLE + " template \"" + template + "\"");
    return database(name);
  }

  /** Makes the database if there is none. */
  public Database createIfAbsent(String name) {
    try (Connection connection = connection();
        Statement statement = connection.createStatement()) {
      String query = "select 1 from pg_database where datname = '" + name + "'";
      return statement.executeQuery(query).next() ? database(name) : create(name);
    } catch (SQLException e) {
      throw new IllegalStateException("PostgreSQL refused to list its databases", e);
    }
  }

  /** Drops a database, whoever is connected to it. */
  public void drop(String name) {
    execute("drop database if exists \"" + name + "\" with (force)");
  }

  public Database database(String name) {
    String url = "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/" + name;
    return new Database(url, ROLE, password);
  }

  /** A connection of the superuser. */
  public Connection connection() throws SQLException {
    return server.getPostgresDatabase().getConnection();
  }

  public int port() {
    return server.getPort();
  }

  /**
   * Kills the server as a failing machine would. Whoever wants it back {@linkplain #open(Path, int)
   * opens} its folder again; this object is of no use any more.
   */
  public void crash() {
    ProcessHandle process = postmaster();
    process.destroyForcibly();
    awaitEnd(process, Duration.ofSeconds(15));
    try {
      Files.deleteIfExists(data.resolve("epg-lock"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The process to signal in order to hurt it. */
  public ProcessHandle postmaster() {
    return postmaster(data).orElseThrow();
  }

  @Override
  public void close() {
    Optional<ProcessHandle> postmaster = postmaster(data);
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    // The library waits five seconds, then leaves; a large checkpoint takes longer.
    postmaster.ifPresent(process -> awaitEnd(process, Duration.ofSeconds(15)));
  }

  private static EmbeddedDatabase start(Path data, String durable, int port) {
    SERVER_LOG.setLevel(Level.WARNING);
    try {
      stopOrphan(data);
      Path secret = data.resolve("plinth.password");
      boolean existing = Files.exists(secret);
      if (existing) {
        requireVersion(data);
      } else {
        Directories.delete(data);
        Files.createDirectories(data.getParent());
      }
      String password = existing ? Files.readString(secret) : randomPassword();
      EmbeddedDatabase database =
          new EmbeddedDatabase(launch(data, durable, password, port), data, password);
      if (!existing) {
        database.secure(secret);
      }
      return database;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static EmbeddedPostgres launch(Path data, String durable, String password, int port)
      throws IOException {
    Path log = data.resolveSibling(data.getFileName() + ".log");
    try {
      return EmbeddedPostgres.builder()
          .setOverrideWorkingDirectory(binaries().toFile())
          .setDataDirectory(data)
          .setPort(port)
          .setCleanDataDirectory(false)
          .setRegisterShutdownHook(false)
          .setLocaleConfig("locale", "C")
          .setLocaleConfig("locale-provider", "builtin")
          .setLocaleConfig("builtin-locale", "C.UTF-8")
          .setServerConfig("listen_addresses", "127.0.0.1")
          .setServerConfig("unix_socket_directories", "")
          .setServerConfig("max_connections", "200")
          .setServerConfig("shared_buffers", "128MB")
          .setServerConfig("max_wal_size", "2GB")
          .setServerConfig("fsync", durable)
          .setServerConfig("synchronous_commit", durable)
          .setServerConfig("full_page_writes", durable)
          .setConnectConfig("password", password)
          .setPGStartupWait(Duration.ofSeconds(60))
          .setOutputRedirector(ProcessBuilder.Redirect.appendTo(log.toFile()))
          .setErrorRedirector(ProcessBuilder.Redirect.appendTo(log.toFile()))
          .start();
    } catch (IOException | RuntimeException e) {
      throw new IllegalStateException("PostgreSQL does not start; see " + log + hint(), e);
    }
  }

  private static String hint() {
    boolean root = "root".equals(System.getProperty("user.name"));
    return root && !LinuxUtils.isUnshareAvailable()
        ? ". It refuses to run as root where user namespaces are not allowed: use another user"
        : "";
  }

  /**
   * Ends the trust that a new server begins with. The file written last marks the folder as whole:
   * without it, the next start begins anew.
   */
  private void secure(Path secret) throws IOException {
    execute("create role " + ROLE + " login createdb password '" + password + "'");
    execute("alter role postgres password '" + password + "'");
    Files.writeString(data.resolve("pg_hba.conf"), "host all all 127.0.0.1/32 scram-sha-256\n");
    execute("select pg_reload_conf()");
    Files.writeString(secret, password);
  }

  private void execute(String sql) {
    try (Connection connection = connection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      // Not with the statement: it may hold the password.
      throw new IllegalStateException("PostgreSQL refused: " + e.getMessage(), e);
    }
  }

  private static void requireVersion(Path data) throws IOException {
    String version = Files.readString(data.resolve("PG_VERSION")).strip();
    if (!version.equals("17")) {
      throw new IllegalStateException(
          data + " was made by PostgreSQL " + version + ", this is 17: start with -Dplinth.fresh");
    }
  }

  private static String randomPassword() {
    byte[] bytes = new byte[24];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** Unpacked once for all uses; survives {@code mvn clean}. */
  private static Path binaries() throws IOException {
    return Directories.createPrivate(Path.of(".plinth").toAbsolutePath()).resolve("postgresql");
  }

  /**
   * The postmaster that the folder's pid file names, if that process is one. After a crash of the
   * machine the number may be somebody else's.
   */
  private static Optional<ProcessHandle> postmaster(Path data) {
    try (Stream<String> lines = Files.lines(data.resolve("postmaster.pid"))) {
      return lines
          .findFirst()
          .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid.strip())))
          .filter(process -> process.info().command().orElse("postgres").contains("postgres"));
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static void stopOrphan(Path data) throws IOException {
    Optional<ProcessHandle> orphan = postmaster(data);
    if (orphan.isPresent()) {
      orphan.get().destroy();
      if (!awaitEnd(orphan.get(), Duration.ofSeconds(5))) {
        orphan.get().destroyForcibly();
        awaitEnd(orphan.get(), Duration.ofSeconds(5));
      }
    }
    Files.deleteIfExists(data.resolve("postmaster.pid"));
  }

  private static boolean awaitEnd(ProcessHandle process, Duration atMost) {
    try {
      process.onExit().get(atMost.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException | TimeoutException e) {
      return false;
    }
  }

  private static void discard(EmbeddedDatabase database) {
    database.close();
    try {
      Directories.delete(database.data);
    } catch (IOException e) {
      System.err.println("Left behind: " + database.data);
    }
  }

  /** Clears the servers of test runs that were killed: their folders carry their process ids. */
  private static void removeAbandoned(Path root) {
    try (Stream<Path> folders = Files.isDirectory(root) ? Files.list(root) : Stream.empty()) {
      for (Path folder : folders.filter(Files::isDirectory).toList()) {
        if (ProcessHandle.of(Long.parseLong(folder.getFileName().toString())).isEmpty()) {
          stopOrphan(folder);
          Directories.delete(folder);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
