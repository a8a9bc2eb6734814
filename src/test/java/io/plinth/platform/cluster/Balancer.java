package io.plinth.platform.cluster;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A load balancer as small as can be: every request goes to the next node that was ready when it
 * was last asked, five times a second. It tries nothing twice.
 */
final class Balancer implements AutoCloseable {
  private static final List<String> PASSED_ON = List.of("Authorization", "Content-Type");
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Set<URI> ready = ConcurrentHashMap.newKeySet();
  private final AtomicInteger turn = new AtomicInteger();
  private final ScheduledExecutorService checks = Executors.newSingleThreadScheduledExecutor();
  private final ExecutorService workers = Executors.newFixedThreadPool(8);
  private final HttpServer server;

  /** The nodes are asked for each time, because they come back at another address. */
  Balancer(java.util.function.Supplier<List<URI>> nodes) {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::answer);
    server.setExecutor(workers);
    server.start();
    check(nodes.get());
    checks.scheduleWithFixedDelay(() -> check(nodes.get()), 0, 200, TimeUnit.MILLISECONDS);
  }

  URI uri() {
    return URI.create("http://localhost:" + server.getAddress().getPort());
  }

  private void check(List<URI> nodes) {
    ready.retainAll(nodes);
    for (URI node : nodes) {
      if (isReady(node)) {
        ready.add(node);
      } else {
        ready.remove(node);
      }
    }
  }

  private boolean isReady(URI node) {
    HttpRequest question =
        HttpRequest.newBuilder(node.resolve("/health/ready")).timeout(TIMEOUT).build();
    try {
      return http.send(question, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      List<URI> nodes = List.copyOf(ready);
      URI node = nodes.get(Math.floorMod(turn.getAndIncrement(), nodes.size()));
      HttpRequest.Builder request =
          HttpRequest.newBuilder(node.resolve(exchange.getRequestURI()))
              .timeout(TIMEOUT)
              .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body));
      for (String name : PASSED_ON) {
        String value = exchange.getRequestHeaders().getFirst(name);
        if (value != null) {
          request.setHeader(name, value);
        }
      }
      HttpResponse<byte[]> answer = http.send(request.build(), BodyHandlers.ofByteArray());
      exchange.sendResponseHeaders(
          answer.statusCode(), answer.body().length == 0 ? -1 : answer.body().length);
      exchange.getResponseBody().write(answer.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    checks.shutdownNow();
    server.stop(0);
    workers.shutdownNow();
  }
}
