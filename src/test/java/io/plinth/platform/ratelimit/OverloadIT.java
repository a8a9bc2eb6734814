package io.plinth.platform.ratelimit;

import static io.plinth.fixture.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.plinth.fixture.Answer;
import io.plinth.fixture.Api;
import io.plinth.fixture.Plinth;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** More than the server can take, with the limits it has by default. */
@Tag("alone")
class OverloadIT {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final String SLOW_HEAD = "GET / HTTP/1.1\r\nHost: localhost\r\nX-A: ";
  private static final String SLOW_BODY =
      "POST /login HTTP/1.1\r\nHost: localhost\r\n"
          + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100000\r\n\r\n";
  private final Plinth plinth = Plinth.shared();
  private final int port = plinth.baseUri().getPort();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  private <T> List<T> atOnce(int times, Callable<T> work) throws Exception {
    List<Future<T>> futures = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      futures.add(threads.submit(work));
    }
    List<T> results = new ArrayList<>();
    for (Future<T> future : futures) {
      results.add(future.get(60, TimeUnit.SECONDS));
    }
    return results;
  }

  private static long nanos(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return System.nanoTime() - start;
  }

  /** The server goes on answering, and quickly, until {@code end}. */
  private void assertAvailableUntil(long end) {
    assertAvailableUntil(plinth.api(), end);
  }

  private static void assertAvailableUntil(Api api, long end) {
    do {
      assertThat(nanos(() -> api.get("/api/v1/clients").expect(200))).isLessThan(5 * SECOND);
      assertThat(nanos(() -> api.get("/health/ready").expect(200))).isLessThan(2 * SECOND);
    } while (System.nanoTime() < end);
  }

  @Test
  void whatCannotBeWorkedOnIsToldToComeBackAndMostIsAnswered() throws Exception {
    Api api = plinth.api();
    api.get("/api/v1/dashboard").expect(200);
    double before = api.metric("admission_refused_total");
    Future<?> health =
        threads.submit(
            () -> {
              while (!Thread.currentThread().isInterrupted()) {
                assertThat(nanos(() -> api.get("/health/live").expect(200))).isLessThan(5 * SECOND);
              }
            });
    // Each a question of its own: one answer for all would be kept, and cost nothing.
    AtomicInteger days = new AtomicInteger();
    List<Answer> answers =
        atOnce(
            400,
            () ->
                api.get(
                    "/api/v1/dashboard?from=2020-01-01&to="
                        + LocalDate.of(2021, 1, 1).plusDays(days.getAndIncrement())));
    assertThat(health.isDone()).isFalse();
    List<Answer> refused = answers.stream().filter(a -> a.status() != 200).toList();
    for (Answer answer : refused) {
      assertThat(assertProblem(answer, 503).path("type").asText())
          .isEqualTo("/problems/overloaded");
      assertThat(Integer.parseInt(answer.header("Retry-After"))).isPositive();
    }
    assertThat(refused).as("the load was more than there is room for").isNotEmpty();
    assertThat(api.metric("admission_refused_total")).isEqualTo(before + refused.size());
    assertThat(answers.size() - refused.size()).isGreaterThanOrEqualTo(128);
    api.get("/api/v1/dashboard").expect(200);
  }

  private static List<Socket> twoHundred(int port, String words) {
    return Stream.generate(() -> Sockets.open("127.0.0.1", port, words)).limit(200).toList();
  }

  @Test
  void twoHundredConnectionsThatSendAByteASecondHoldNobodyUp() throws Exception {
    List<Socket> sockets = twoHundred(port, SLOW_BODY);
    for (int second = 0; second < 25; second++) {
      assertAvailableUntil(System.nanoTime() + SECOND);
      sockets.forEach(OverloadIT::trickle);
    }
    for (Socket socket : sockets) {
      byte[] start = socket.getInputStream().readNBytes(12);
      assertThat(new String(start, java.nio.charset.StandardCharsets.US_ASCII))
          .isIn("HTTP/1.1 408", "HTTP/1.1 503");
      socket.close();
    }
  }

  private static void trickle(Socket socket) {
    try {
      socket.getOutputStream().write('a');
    } catch (IOException e) {
      // The server has had enough of it.
    }
  }

  @Test
  void headersThatNeverEndHoldNobodyUp() throws Exception {
    List<Socket> sockets = twoHundred(port, SLOW_HEAD);
    for (int second = 0; second < 5; second++) {
      sockets.forEach(OverloadIT::trickle);
      assertAvailableUntil(System.nanoTime() + SECOND);
    }
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  /** Positive control: the same connections to a server that has 64 threads, one for each. */
  @ParameterizedTest
  @ValueSource(strings = {SLOW_BODY, SLOW_HEAD})
  void serverThatWaitsForEachWithAThreadIsHeldUp(String words) throws Exception {
    HttpServer careless =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    careless.setExecutor(Executors.newFixedThreadPool(64));
    careless.createContext("/", OverloadIT::answer);
    careless.start();
    int itsPort = careless.getAddress().getPort();
    Api api = Plinth.at(URI.create("http://127.0.0.1:" + itsPort));
    assertAvailableUntil(api, System.nanoTime());
    List<Socket> sockets = twoHundred(itsPort, words);
    threads.submit(
        () -> {
          Thread.sleep(5_500);
          for (Socket socket : sockets) {
            socket.close(); // or it would be held up for good
          }
          return null;
        });
    assertThatThrownBy(() -> assertAvailableUntil(api, System.nanoTime()))
        .isInstanceOf(AssertionError.class);
    careless.stop(0);
  }

  private static void answer(HttpExchange exchange) throws IOException {
    exchange.getRequestBody().readAllBytes();
    exchange.sendResponseHeaders(200, -1);
    exchange.close();
  }

  @Test
  void floodOfSignInsHoldsNobodyUp() throws Exception {
    Api anonymous = plinth.anonymous();
    Future<List<Answer>> flood =
        threads.submit(() -> atOnce(100, () -> anonymous.trySignIn("nobody", "wrong", "")));
    Thread.sleep(500);
    assertAvailableUntil(System.nanoTime() + 3 * SECOND);
    for (Answer answer : flood.get(60, TimeUnit.SECONDS)) {
      if (answer.status() != 401) {
        assertProblem(answer, 503);
        assertThat(Integer.parseInt(answer.header("Retry-After"))).isPositive();
      }
    }
    plinth.anonymous().trySignIn(Plinth.ADMIN, Plinth.ADMIN_PASSWORD, "").expect(303);
  }
}
