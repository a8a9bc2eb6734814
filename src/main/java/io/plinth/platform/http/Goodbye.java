package io.plinth.platform.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.plinth.platform.error.Problem;
import io.plinth.platform.error.ProblemException;
import io.plinth.platform.error.ProblemType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.http.HttpContent;
import org.glassfish.grizzly.http.HttpRequestPacket;
import org.glassfish.grizzly.http.HttpResponsePacket;
import org.glassfish.grizzly.http.Protocol;
import org.glassfish.grizzly.memory.Buffers;
import org.glassfish.grizzly.memory.MemoryManager;

/**
 * The answer to whoever comes when the application is going or gone and the container's port is
 * still open: 503, and to come again elsewhere. It is made ready, and made once, while the
 * application is there: afterwards the container loads none of its classes, and may have cleared
 * the static fields of those that it has loaded.
 */
final class Goodbye {
  static final String WORDS = "This server is shutting down. Try again soon.";
  private static final String PATH = "{path}";
  private static final String ID = "{id}";
  private final String problem;
  private final String retry;

  Goodbye() {
    ProblemException e = new ProblemException(ProblemType.UNAVAILABLE, WORDS);
    ProblemType type = e.type();
    retry = Long.toString(e.retrySeconds());
    try {
      problem =
          Json.MAPPER.writeValueAsString(
              new Problem(type.uri(), type.title(), type.status(), WORDS, PATH, ID, List.of()));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
    HttpRequestPacket nobody =
        HttpRequestPacket.builder().method("GET").uri("/").protocol(Protocol.HTTP_1_1).build();
    to(nobody, HttpResponsePacket.builder(nobody).build());
  }

  /** The whole answer; the connection ends with it. */
  HttpContent to(HttpRequestPacket request, HttpResponsePacket response) {
    String given = request.getHeader("X-Request-ID");
    boolean usable = given != null && given.matches(RequestFilter.REQUEST_ID);
    String id = usable ? given : UUID.randomUUID().toString();
    // A sound path has none of these; whatever it is, it is not to break out of its quotes.
    String path = request.getRequestURI().replaceAll("[^\\x21-\\x7e]|[\"\\\\]", "?");
    byte[] body = problem.replace(ID, id).replace(PATH, path).getBytes(StandardCharsets.US_ASCII);
    response.setStatus(503);
    response.setContentType("application/problem+json");
    response.setContentLengthLong(body.length);
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("Connection", "close");
    response.setHeader("Retry-After", retry);
    response.setHeader("X-Request-ID", id);
    response.setHeader("X-Response-Time", "0ms");
    response.setHeader("Server-Timing", "app;dur=0.0, db;dur=0.0;desc=\"0 statements\"");
    boolean head = request.getMethodDC().equals("HEAD");
    Buffer sent = Buffers.wrap(MemoryManager.DEFAULT_MEMORY_MANAGER, head ? new byte[0] : body);
    return HttpContent.builder(response).content(sent).last(true).build();
  }
}
