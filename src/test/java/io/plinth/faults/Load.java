package io.plinth.faults;

import io.plinth.fixture.Answer;
import io.plinth.fixture.Api;
import io.plinth.fixture.Given;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Reads and writes at a fixed rate, whatever becomes of them: a server that is slow is not asked
 * less, as people would not. Every answer is noted, and every id that was acknowledged.
 */
final class Load implements AutoCloseable {
  private final Api api;
  private final long client;
  private final long user;
  private final String name = Given.unique("Load");
  private final AtomicInteger number = new AtomicInteger();
  private final List<Outcome> outcomes = Collections.synchronizedList(new ArrayList<>());
  private final ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  /**
   * What became of a request.
   *
   * @param start {@link System#nanoTime} when it was sent
   * @param answer null where there was none
   * @param failure why there was none
   */
  record Outcome(String request, long start, long millis, Answer answer, String failure) {
    int status() {
      return answer == null ? 0 : answer.status();
    }

    @Override
    public String toString() {
      return millis + " ms: " + (answer == null ? request + ": " + failure : answer);
    }
  }

  private Load(Api api, long client, long user) {
    this.api = api;
    this.client = client;
    this.user = user;
  }

  /**
   * @param client whose entries are written, of {@code user}
   */
  static Load start(Api api, int perSecond, long client, long user) {
    Load load = new Load(api, client, user);
    load.ticker.scheduleAtFixedRate(
        () -> load.threads.execute(load::next), 0, 1_000_000 / perSecond, TimeUnit.MICROSECONDS);
    return load;
  }

  private void next() {
    int i = number.getAndIncrement();
    switch (i % 4) {
      case 0 -> note("POST clients", () -> api.post("/api/v1/clients", newClient(i)));
      case 1 -> note("POST entries", () -> api.post("/api/v1/timesheet-entries", newEntry(i)));
      case 2 -> note("GET client", () -> api.get("/api/v1/clients/" + client));
      // Each a question of its own, which nothing that is kept answers.
      default ->
          note("GET clients", () -> api.get("/api/v1/clients?search=" + Api.encode(name + i)));
    }
  }

  private Map<String, Object> newClient(int i) {
    return Map.of("legalName", name + " " + i, "status", "ACTIVE");
  }

  private Map<String, Object> newEntry(int i) {
    return Map.of(
        "clientId",
        client,
        "userId",
        user,
        "date",
        "2026-01-15",
        "duration",
        3600,
        "description",
        name + " " + i);
  }

  private void note(String request, java.util.function.Supplier<Answer> question) {
    long start = System.nanoTime();
    Answer answer = null;
    String failure = null;
    try {
      answer = question.get();
    } catch (RuntimeException e) {
      failure = String.valueOf(e.getCause());
    }
    long millis = (System.nanoTime() - start) / 1_000_000;
    outcomes.add(new Outcome(request, start, millis, answer, failure));
  }

  /** What its clients and entries are called, all of them. */
  String name() {
    return name;
  }

  List<Outcome> outcomes() {
    synchronized (outcomes) {
      return List.copyOf(outcomes);
    }
  }

  /** The ids of what was said to be stored. */
  List<Long> acknowledged(String what) {
    return outcomes().stream()
        .filter(o -> o.request().equals("POST " + what) && o.status() == 201)
        .map(o -> o.answer().id())
        .toList();
  }

  /** Sends no more, and waits for the answers that are still to come. */
  void stop() {
    ticker.shutdownNow();
    threads.shutdown();
    try {
      if (!threads.awaitTermination(90, TimeUnit.SECONDS)) {
        throw new AssertionError("Requests without an answer after 90 s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    ticker.shutdownNow();
    threads.shutdownNow();
  }
}
