package io.plinth.faults;

import io.plinth.fixture.Answer;
import io.plinth.fixture.Plinth;
import io.plinth.run.EmbeddedDatabase;
import io.plinth.run.EmbeddedDatabase.Database;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * A PostgreSQL of its own that keeps what it has committed, a {@link Wire}, and a Plinth at the end
 * of it with short timeouts. One for all tests of faults: each leaves it well, or dead, and then
 * the next starts it again.
 */
final class Rig {
  static final long ACQUISITION_MILLIS = 3_000;

  /** What a statement may take, and the silence of a socket beyond it. */
  static final long SILENCE_MILLIS = 3_000 + 5_000;

  static final long REQUEST_MILLIS = 18_000;
  private static final String NAME = "faults";
  private static Rig rig;

  private final Path folder;
  private final int port;
  private final Wire wire;
  private final Database direct;
  private EmbeddedDatabase server;
  private Plinth plinth;
  private boolean down;

  private Rig() throws IOException {
    folder = Files.createTempDirectory("plinth-faults");
    server = EmbeddedDatabase.open(folder.resolve("postgres"));
    port = server.port();
    direct = server.create(NAME);
    wire = Wire.to(port);
  }

  /** The rig, running. */
  static synchronized Rig running() {
    if (rig == null) {
      try {
        rig = new Rig();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      Runtime.getRuntime().addShutdownHook(new Thread(rig::discard, "faults-end"));
    }
    if (rig.down) {
      rig.startDatabase();
    }
    if (rig.plinth == null || !rig.plinth.handle().isAlive()) {
      rig.start(Map.of());
      rig.plinth.awaitReady();
    }
    return rig;
  }

  /** Kills Plinth, if it runs: whoever needs it starts it anew. */
  static synchronized void endPlinth() {
    if (rig != null && rig.plinth != null) {
      rig.plinth.kill();
    }
  }

  /** Starts Plinth, which must not be running, and does not wait for it. */
  Plinth start(Map<String, String> environment) {
    Map<String, String> settings =
        new HashMap<>(
            Map.of(
                "PLINTH_DB_ACQUISITION_TIMEOUT", ACQUISITION_MILLIS + "ms",
                "PLINTH_DB_STATEMENT_TIMEOUT", "3s",
                "PLINTH_HTTP_REQUEST_TIMEOUT", REQUEST_MILLIS + "ms",
                "PLINTH_HTTP_TRUSTED_PROXIES", "127.0.0.1,::1",
                "PLINTH_RATE_LIMIT_FAILED_SIGN_INS", "10",
                "PLINTH_RATE_LIMIT_LOCKOUT_FAILURES", "5",
                "PLINTH_ACCESS_LOG_FILE", folder.resolve("access.log").toString()));
    settings.putAll(environment);
    String url = direct.url().replace(":" + port + "/", ":" + wire.port() + "/");
    plinth = Plinth.start(NAME, new Database(url, direct.user(), direct.password()), settings);
    return plinth;
  }

  Plinth plinth() {
    return plinth;
  }

  Wire wire() {
    return wire;
  }

  Truth truth() {
    return new Truth(direct);
  }

  /** Kills PostgreSQL with SIGKILL. */
  void killDatabase() {
    down = true;
    server.crash();
  }

  /** Starts it again; the moment when it first took a connection, of {@link System#nanoTime}. */
  long startDatabase() {
    CompletableFuture<Long> back = CompletableFuture.supplyAsync(this::awaitConnection);
    server = EmbeddedDatabase.open(folder.resolve("postgres"), port);
    down = false;
    return back.join();
  }

  private long awaitConnection() {
    await(Duration.ofMinutes(1), () -> truth().isThere(), 10);
    return System.nanoTime();
  }

  /** Waits until what needs the database is answered again. */
  void awaitWell(Duration atMost) {
    await(atMost, () -> uncached().status() == 200);
  }

  /** The answer to a question that nothing that is kept answers. */
  Answer uncached() {
    return plinth.api().with("Cache-Control", "no-cache").get("/api/v1/clients?search=nobody");
  }

  static void await(Duration atMost, BooleanSupplier condition) {
    await(atMost, condition, 50);
  }

  private static void await(Duration atMost, BooleanSupplier condition, long everyMillis) {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("Not within " + atMost);
      }
      pause(everyMillis);
    }
  }

  static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void discard() {
    if (plinth != null) {
      plinth.kill();
    }
    server.close();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      System.err.println("Left behind: " + folder);
    }
  }
}
