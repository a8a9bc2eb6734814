package io.plinth.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.plinth.fixture.Answer;
import io.plinth.fixture.Api;
import io.plinth.fixture.Plinth;
import io.plinth.run.EmbeddedDatabase;
import io.plinth.run.PlinthProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * An hour's equivalent of 100 requests a second, sent as fast as they are answered, to a node with
 * the flags that the operations guide recommends for little memory: {@code ./mvnw -Psoak verify},
 * and {@code -Dsoak.requests=} for less. What it takes is looked at sixty times, and must not rise.
 */
@Tag("alone")
class Soak {
  private static final int REQUESTS = Integer.getInteger("soak.requests", 360_000);
  private static final int SAMPLES = 60;
  private static final int THREADS = 6;
  private static final long MEBIBYTE = 1 << 20;
  private static final String KEY = "test-key-of-the-administrator-0123456789";
  private static final String PASSWORD = "an administrator's password";
  private final AtomicInteger sent = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();
  private final List<String> failures = new ArrayList<>();
  private final List<ProcessSample> samples = new ArrayList<>();

  /** Shared by those who send; whoever looks has it alone. */
  private final ReadWriteLock load = new ReentrantReadWriteLock(true);

  @Test
  void whatItTakesStaysTheSame() throws Exception {
    EmbeddedDatabase server = EmbeddedDatabase.shared();
    try (PlinthProcess plinth = start(server.create("soak"))) {
      plinth.awaitReady(Duration.ofMinutes(3));
      long begin = System.nanoTime();
      run(plinth);
      double seconds = (System.nanoTime() - begin) / 1e9;
      String table = table(seconds);
      System.out.println(table);
      Files.writeString(Path.of("target", "soak.md"), table);
      assertThat(failures).isEmpty();
      assertFlat("resident memory", ProcessSample::resident, new Flatness(0.05, 4 * MEBIBYTE));
      assertFlat("heap after collection", ProcessSample::heap, new Flatness(0.05, 2 * MEBIBYTE));
      assertFlat("threads", ProcessSample::threads, new Flatness(0, 8));
      assertFlat("open files", ProcessSample::files, new Flatness(0, 8));
      assertThat(Flatness.median(series(ProcessSample::resident))).isLessThan(500 * MEBIBYTE);
      assertThat(peak(plinth)).isLessThan(1024 * MEBIBYTE);
    } finally {
      server.drop("soak");
    }
  }

  /** The flags of operations.md, "Memory". */
  private static PlinthProcess start(EmbeddedDatabase.Database database) {
    return PlinthProcess.of("soak")
        .database(database)
        .env("PLINTH_SECRET", "a secret of the tests, 32 bytes or more")
        .env("PLINTH_DEMO", "true")
        .env("PLINTH_BOOTSTRAP_ADMIN_PASSWORD", PASSWORD)
        .env("PLINTH_BOOTSTRAP_API_KEY", KEY)
        .env("PLINTH_RATE_LIMIT_REQUESTS", "10000000")
        .env("PLINTH_RATE_LIMIT_FAILED_TOKENS", "1000000") // all come from one address
        .env("PLINTH_ACCESS_LOG_FILE", Path.of("target", "soak-access.log").toString())
        .env("MALLOC_ARENA_MAX", "2")
        .jvm(
            "-Xmx160m",
            "-Xss512k",
            "-XX:ReservedCodeCacheSize=80m",
            "-XX:TrimNativeHeapInterval=10000",
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError")
        .start();
  }

  private void run(PlinthProcess plinth) throws InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    long pid = plinth.handle().pid();
    for (int i = 0; i < THREADS; i++) {
      Mix mix = new Mix(Plinth.at(plinth.baseUri()), new Random(i));
      threads.execute(() -> send(mix));
    }
    threads.shutdown();
    for (int i = 1; i <= SAMPLES; i++) {
      long due = (long) REQUESTS * i / SAMPLES;
      while (sent.get() < due && !threads.isTerminated()) {
        threads.awaitTermination(200, TimeUnit.MILLISECONDS);
      }
      samples.add(sample(pid));
    }
    threads.awaitTermination(1, TimeUnit.MINUTES);
  }

  /** While nothing is asked: else what a look takes of time would be in the heap as well. */
  private ProcessSample sample(long pid) {
    load.writeLock().lock();
    try {
      return ProcessSample.of(pid);
    } finally {
      load.writeLock().unlock();
    }
  }

  private void send(Mix mix) {
    while (sent.getAndIncrement() < REQUESTS && failed.get() < 20) {
      load.readLock().lock();
      try {
        Answer answer = mix.next();
        if (answer.status() >= 500) {
          note(answer.toString());
        }
      } catch (RuntimeException | AssertionError e) {
        note(e.toString() + e.getCause());
      } finally {
        load.readLock().unlock();
      }
    }
  }

  private void note(String failure) {
    failed.incrementAndGet();
    synchronized (failures) {
      failures.add(failure);
    }
  }

  private List<Long> series(ToLongFunction<ProcessSample> what) {
    return samples.stream().map(what::applyAsLong).toList();
  }

  private void assertFlat(String name, ToLongFunction<ProcessSample> what, Flatness flatness) {
    List<Long> series = series(what);
    assertThat(flatness.isFlat(series))
        .as("%s rises by %d: %s", name, flatness.rise(series), series)
        .isTrue();
  }

  private static long peak(PlinthProcess plinth) throws IOException {
    try (var lines = Files.lines(Path.of("/proc", "" + plinth.handle().pid(), "status"))) {
      String line = lines.filter(l -> l.startsWith("VmHWM:")).findFirst().orElseThrow();
      return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
    }
  }

  private String table(double seconds) {
    StringBuilder text = new StringBuilder();
    text.append(
        "%,d requests in %.0f s (%.0f a second)%n%n"
            .formatted(Math.min(sent.get(), REQUESTS), seconds, sent.get() / seconds));
    text.append("| Requests | Resident MiB | Heap after collection MiB | Threads | Open files |\n");
    text.append("|---|---|---|---|---|\n");
    for (int i = SAMPLES / 6 - 1; i < samples.size(); i += SAMPLES / 6) {
      ProcessSample s = samples.get(i);
      text.append(
          "| %,d | %d | %d | %d | %d |%n"
              .formatted(
                  (long) REQUESTS * (i + 1) / SAMPLES,
                  s.resident() / MEBIBYTE,
                  s.heap() / MEBIBYTE,
                  s.threads(),
                  s.files()));
    }
    return text.toString();
  }

  /** What people and programs do in an ordinary hour; reads, mostly. */
  private static final class Mix {
    private final Api anonymous;
    private final Api key;
    private final Random random;
    private Api session;
    private long client;
    private int turns;

    Mix(Api anonymous, Random random) {
      this.anonymous = anonymous;
      this.random = random;
      key = anonymous.bearer(KEY);
    }

    /**
     * A write in five seconds where there are 100 requests a second: what was kept of clients ends
     * with each.
     */
    private Answer change() {
      return key.patch("/api/v1/clients/" + client, Map.of("source", "s" + turns));
    }

    /** One reads them at a time, as Prometheus does. */
    private Answer metrics() {
      synchronized (Mix.class) {
        return key.get("/metrics");
      }
    }

    /** Whoever is told that the server is busy comes back. */
    private Api signIn() {
      Answer answer = anonymous.trySignIn("admin", PASSWORD, "");
      for (int i = 0; i < 20 && answer.status() == 503; i++) {
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
        answer = anonymous.trySignIn("admin", PASSWORD, "");
      }
      return anonymous.cookie(answer.expect(303).cookiePair("plinth_session").orElseThrow());
    }

    Answer next() {
      if (turns++ % 2_000 == 0) {
        session = signIn().with("Accept", "text/html");
        client =
            key.get("/api/v1/clients?size=1&sort=name")
                .expect(200)
                .json()
                .at("/items/0/id")
                .asLong();
      }
      return switch (random.nextInt(20)) {
        case 0, 1 -> session.get("/?panels=all");
        case 2 -> session.get("/clients");
        case 3 -> session.get("/clients/" + client);
        case 4, 5 -> key.get("/api/v1/dashboard");
        case 6 ->
            key.get(
                "/api/v1/dashboard?from=2025-01-01&to=2025-0" + (2 + random.nextInt(8)) + "-01");
        case 7, 8 -> key.with("Accept-Encoding", "gzip").get("/api/v1/clients?size=100");
        case 9 -> key.get("/api/v1/clients?search=" + (char) ('a' + random.nextInt(26)));
        case 10 -> key.get("/api/v1/clients/" + client);
        case 11 -> key.get("/api/v1/timesheet-entries?clientId=" + client);
        case 12 -> key.get("/api/v1/revenue");
        case 13 -> turns % 25 == 0 ? change() : key.get("/api/v1/clients/" + client);
        case 14 -> key.post("/api/v1/clients", Map.of("legalName", "", "status", "ACTIVE"));
        case 15 -> key.get("/api/v1/nothing/" + turns);
        case 16 -> anonymous.bearer("wrong" + turns % 50).get("/api/v1/me");
        case 17 -> metrics();
        case 18 -> anonymous.get("/health/ready");
        default -> key.get("/api/v1/me");
      };
    }
  }
}
