package io.plinth.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Plinth on Payara Micro as a process of its own, started as an operator would start it, that can
 * be asked to stop, killed, and read.
 *
 * <pre>{@code
 * try (PlinthProcess plinth =
 *     PlinthProcess.of("two-nodes-a").database(database).env("PLINTH_SECRET", secret).start()) {
 *   plinth.awaitReady(Duration.ofMinutes(1));
 *   ... plinth.baseUri() ...
 * }
 * }</pre>
 *
 * <p>Each process unpacks the container into a folder of its own, for two in one folder deploy over
 * each other. It listens on loopback alone and dies with its parent ({@link OrphanGuard}).
 */
public final class PlinthProcess implements AutoCloseable {
  private static final Duration STOP = Duration.ofSeconds(30);
  private static final Pattern NOT_DEPLOYED = Pattern.compile("\"Deployed\": \\[\\s*\\]");
  private static final Pattern RECORD = Pattern.compile("^\\[|\\]\\]$");

  private final Process process;
  private final int port;
  private final Path log;
  private final Path temporary;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

  private PlinthProcess(Process process, int port, Path log, Path temporary) {
    this.process = process;
    this.port = port;
    this.log = log;
    this.temporary = temporary;
  }

  /** Prepares a start. The name is the log's and the work folder's: two at once need two names. */
  public static Start of(String name) {
    return new Start(name);
  }

  public URI baseUri() {
    return URI.create("http://localhost:" + port);
  }

  public ProcessHandle handle() {
    return process.toHandle();
  }

  /** The folder of its temporary files, which it shares with nobody. */
  public Path temporary() {
    return temporary;
  }

  /** Waits until Plinth says that it is ready and shows its sign-in page. */
  public void awaitReady(Duration atMost) {
    long deadline = System.nanoTime() + atMost.toNanos();
    for (String path : List.of("/health/ready", "/login")) {
      while (status(path) != 200) {
        if (!process.isAlive()) {
          throw new IllegalStateException(
              "it ended with status " + process.exitValue() + ".\n" + complaint());
        }
        if (NOT_DEPLOYED.matcher(output()).find()) {
          throw new IllegalStateException("the container refused the WAR; see " + log);
        }
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException(
              "it does not answer " + path + " after " + atMost + ".\n" + complaint());
        }
        pause(200);
      }
    }
  }

  private int status(String path) {
    HttpRequest request =
        HttpRequest.newBuilder(baseUri().resolve(path)).timeout(Duration.ofSeconds(20)).build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (IOException e) {
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for Plinth", e);
    }
  }

  /** SIGTERM, as a service manager would; killed if that takes over 30 s. */
  public int stop() {
    return stop(STOP);
  }

  int stop(Duration patience) {
    process.destroy();
    if (!ended(patience)) {
      process.destroyForcibly();
    }
    return exitStatus();
  }

  /** SIGKILL: nothing in it gets to run any more. */
  public int kill() {
    process.destroyForcibly();
    return exitStatus();
  }

  /** Waits for the end. */
  public int exitStatus() {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for Plinth's end", e);
    }
  }

  public boolean ended(Duration atMost) {
    try {
      return process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** All it has written so far, standard output and error together. */
  public String output() {
    try {
      return new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its last words: what follows the container's last log record, or the end of the log. */
  public String complaint() {
    List<String> lines = output().stripTrailing().lines().toList();
    int after = lines.size();
    while (after > 0 && !RECORD.matcher(lines.get(after - 1)).find()) {
      after--;
    }
    int from = after < lines.size() ? after : Math.max(0, lines.size() - 15);
    return String.join("\n", lines.subList(from, lines.size())).strip()
        + "\nAll of it is in "
        + log;
  }

  @Override
  public void close() {
    stop();
  }

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for Plinth", e);
    }
  }

  /** What to start and with what; every call returns the same object. */
  public static final class Start {
    private final String name;
    private final Map<String, String> environment = new HashMap<>();
    private final List<String> jvm = new ArrayList<>(List.of("-Xmx512m", "-XX:+UseSerialGC"));
    private final List<String> arguments = new ArrayList<>();
    private Path directory = Path.of("target", "processes").toAbsolutePath();
    private Path log;
    private String postmaster = "";
    private List<String> grid = List.of("--nohazelcast");
    private int port;

    private Start(String name) {
      this.name = name;
    }

    /** Connects it to this database. */
    public Start database(EmbeddedDatabase.Database database) {
      env("PLINTH_DB_URL", database.url());
      env("PLINTH_DB_USER", database.user());
      return env("PLINTH_DB_PASSWORD", database.password());
    }

    /** Sets a variable; null removes it. What starts with PLINTH_ is not inherited. */
    public Start env(String variable, String value) {
      environment.put(variable, value);
      return this;
    }

    /** Adds to the defaults {@code -Xmx512m -XX:+UseSerialGC}; the last of a kind wins. */
    public Start jvm(String... options) {
      jvm.addAll(List.of(options));
      return this;
    }

    /** Adds arguments of Payara Micro. */
    public Start arguments(String... more) {
      arguments.addAll(List.of(more));
      return this;
    }

    /**
     * Puts it into a data grid, with the options an operator uses.
     *
     * @param listen the port it has there
     * @param known as whom the others know it: host:port
     * @param members all of them, so
     */
    public Start grid(int listen, String known, List<String> members) {
      grid =
          List.of(
              "--clustername",
              "plinth-test",
              "--clustermode",
              "tcpip:" + String.join(",", members),
              "--interfaces",
              "127.0.0.1",
              "--startport",
              Integer.toString(listen),
              "--hzpublicaddress",
              known);
      return jvm(
          "-Dhazelcast.phone.home.enabled=false",
          "-Dhazelcast.heartbeat.interval.seconds=1",
          "-Dhazelcast.max.no.heartbeat.seconds=5",
          "-Dhazelcast.merge.first.run.delay.seconds=5",
          "-Dhazelcast.merge.next.run.delay.seconds=5");
    }

    /** Zero, the default: any free one. */
    public Start port(int number) {
      port = number;
      return this;
    }

    Start directory(Path path) {
      directory = path.toAbsolutePath();
      return this;
    }

    Start log(Path path) {
      log = path;
      return this;
    }

    /** Has this PostgreSQL stopped too, should the parent die. */
    Start postmaster(long pid) {
      postmaster = "=" + pid;
      return this;
    }

    public PlinthProcess start() {
      try {
        Path work = directory.resolve(name);
        Directories.delete(work);
        Path temporary = Files.createDirectories(work.resolve("tmp"));
        Path output = log == null ? directory.resolveSibling(name + ".log") : log;
        int listen = port == 0 ? freePort() : port;
        ProcessBuilder builder = new ProcessBuilder(command(work, listen));
        builder.environment().keySet().removeIf(variable -> variable.startsWith("PLINTH_"));
        environment.forEach(
            (variable, value) -> {
              if (value != null) {
                builder.environment().put(variable, value);
              }
            });
        builder.redirectErrorStream(true).redirectOutput(output.toFile());
        return new PlinthProcess(builder.start(), listen, output, temporary);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private List<String> command(Path work, int listen) throws IOException {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.add("-javaagent:" + OrphanGuard.writeTo(work) + postmaster);
      command.add("-Djava.io.tmpdir=" + work.resolve("tmp"));
      Optional.ofNullable(System.getProperty("plinth.jvm")).ifPresent(command::add);
      command.addAll(jvm);
      command.addAll(List.of("-jar", file("plinth.payara", "target/payara-micro.jar")));
      command.addAll(List.of("--unpackdir", work.resolve("container").toString()));
      command.addAll(List.of("--prebootcommandfile", commands(work).toString()));
      command.addAll(List.of("--deploy", file("plinth.war", "target/plinth.war")));
      command.addAll(List.of("--contextRoot", "/", "--disablephonehome"));
      command.addAll(grid);
      command.addAll(List.of("--port", Integer.toString(listen)));
      command.addAll(arguments);
      return command;
    }

    /** The commands an operator uses too, with the address to listen on switched on. */
    private static Path commands(Path work) throws IOException {
      String text = Files.readString(Path.of("config", "container.preboot"));
      return Files.writeString(work.resolve("container.preboot"), text.replace("#set ", "set "));
    }

    private static String file(String property, String otherwise) {
      Path path = Path.of(System.getProperty(property, otherwise)).toAbsolutePath();
      if (!Files.isRegularFile(path)) {
        throw new IllegalStateException(path + " does not exist: build it with ./mvnw package");
      }
      return path.toString();
    }
  }
}
