package io.plinth.platform.trace;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;

/** Somebody else's server, on loopback: takes everything, and keeps it. */
public final class Receiver implements AutoCloseable {
  private static final long PATIENCE_NANOS = 30_000_000_000L;

  /** What came. */
  public record Received(String path, Map<String, java.util.List<String>> headers, byte[] body) {
    public String text() {
      return new String(body, java.nio.charset.StandardCharsets.UTF_8);
    }
  }

  private final Queue<Received> received = new ConcurrentLinkedQueue<>();
  private final HttpServer server;

  public Receiver() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          if ("gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))) {
            body = new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes();
          }
          received.add(
              new Received(exchange.getRequestURI().getPath(), exchange.getRequestHeaders(), body));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
  }

  public int port() {
    return server.getAddress().getPort();
  }

  public Queue<Received> received() {
    return received;
  }

  /** The first that {@code wanted} finds in what comes, within half a minute. */
  public <T> T await(Function<Received, Optional<T>> wanted) {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (System.nanoTime() < deadline) {
      for (Received each : received) {
        Optional<T> found = wanted.apply(each);
        if (found.isPresent()) {
          return found.get();
        }
      }
      LockSupport.parkNanos(100_000_000L);
    }
    throw new AssertionError("It did not come; there are " + received.size() + " others");
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
