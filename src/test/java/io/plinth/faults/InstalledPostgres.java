package io.plinth.faults;

import io.plinth.run.EmbeddedDatabase.Database;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * The PostgreSQL that Debian packages, with the tools that operators use; the oldest that Plinth
 * runs on, where there are several. Where there is none, tests are skipped; in CI they fail.
 */
final class InstalledPostgres implements AutoCloseable {
  private static final Path ROOT = Path.of("/usr/lib/postgresql");
  private static final int OLDEST = 15;
  private static final String PASSWORD = "a password of the tests";
  private final Path bin;
  private final Path folder;
  private final int port;

  private InstalledPostgres(Path bin, Path folder, int port) {
    this.bin = bin;
    this.folder = folder;
    this.port = port;
  }

  /** A new server, whose data is in a folder. */
  static InstalledPostgres start(Path folder) throws IOException {
    InstalledPostgres server = new InstalledPostgres(bin(), folder, freePort());
    Path password = Files.writeString(folder.resolve("password"), PASSWORD);
    server.asNobody(
        "initdb",
        "-D",
        server.data(),
        "-U",
        "plinth",
        "-A",
        "scram-sha-256",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
        "--no-sync",
        "--pwfile",
        password.toString());
    server.asNobody(
        "pg_ctl",
        "-D",
        server.data(),
        "-w",
        "-l",
        folder.resolve("postgres.log").toString(),
        "-o",
        "-p "
            + server.port
            + " -c listen_addresses=127.0.0.1 -c unix_socket_directories=''"
            + " -c fsync=off",
        "start");
    return server;
  }

  private static Path bin() throws IOException {
    List<Path> versions = List.of();
    if (Files.isDirectory(ROOT)) {
      try (Stream<Path> all = Files.list(ROOT)) {
        versions = all.filter(v -> version(v) >= OLDEST).toList();
      }
    }
    Path found =
        versions.stream()
            .sorted(Comparator.comparingInt(InstalledPostgres::version))
            .map(v -> v.resolve("bin"))
            .filter(b -> Files.isExecutable(b.resolve("initdb")))
            .findFirst()
            .orElse(null);
    if (found == null && "true".equals(System.getenv("CI"))) {
      throw new IllegalStateException("CI needs Debian's package postgresql, 15 or newer");
    }
    Assumptions.assumeTrue(found != null, "PostgreSQL 15 or newer is not installed in " + ROOT);
    return found;
  }

  private static int version(Path folder) {
    String name = folder.getFileName().toString();
    return name.matches("\\d+") ? Integer.parseInt(name) : 0;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private String data() {
    return folder.resolve("data").toString();
  }

  Database database(String name) {
    return new Database("jdbc:postgresql://127.0.0.1:" + port + "/" + name, "plinth", PASSWORD);
  }

  /** Runs one of PostgreSQL's tools against this server. */
  void run(String tool, String... arguments) {
    execute(List.of(), tool, arguments);
  }

  /** PostgreSQL refuses to be run by root, who is somebody else in a namespace of its own. */
  private void asNobody(String tool, String... arguments) {
    boolean root = "root".equals(System.getProperty("user.name"));
    execute(root ? List.of("unshare", "-U") : List.of(), tool, arguments);
  }

  private void execute(List<String> prefix, String tool, String... arguments) {
    List<String> command = new ArrayList<>(prefix);
    command.add(bin.resolve(tool).toString());
    command.addAll(Arrays.asList(arguments));
    Path log = folder.resolve(tool + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder
        .environment()
        .putAll(
            Map.of(
                "PGHOST",
                "127.0.0.1",
                "PGPORT",
                Integer.toString(port),
                "PGUSER",
                "plinth",
                "PGPASSWORD",
                PASSWORD));
    try {
      if (builder.start().waitFor() != 0) {
        throw new IllegalStateException(tool + " failed: " + Files.readString(log));
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    asNobody("pg_ctl", "-D", data(), "-m", "immediate", "-w", "stop");
  }
}
