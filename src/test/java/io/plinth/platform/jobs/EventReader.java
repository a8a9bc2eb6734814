package io.plinth.platform.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Reads a stream of events as a browser does, each within a generous time. */
final class EventReader implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final long PATIENCE_SECONDS = 30;
  private final HttpResponse<InputStream> response;
  private final BufferedReader lines;
  private final ExecutorService thread = Executors.newSingleThreadExecutor();

  /** What was told; comments and the end of the stream have no name. */
  record Event(long id, String name, JsonNode data) {
    static final Event END = new Event(-1, null, null);

    String status() {
      return data.path("status").asText();
    }
  }

  private EventReader(HttpResponse<InputStream> response) {
    this.response = response;
    lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
  }

  /** {@code last}: the id of the last event that was seen; null for none. */
  static EventReader open(URI base, String key, long job, String last) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + "/api/v1/jobs/" + job + "/events"))
            .timeout(Duration.ofSeconds(PATIENCE_SECONDS))
            .header("Authorization", "Bearer " + key)
            .header("Accept-Encoding", "gzip")
            .header("Accept", "text/event-stream");
    if (last != null) {
      request.header("Last-Event-ID", last);
    }
    try {
      return new EventReader(HTTP.send(request.build(), HttpResponse.BodyHandlers.ofInputStream()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  int status() {
    return response.statusCode();
  }

  String header(String name) {
    return response.headers().firstValue(name).orElse(null);
  }

  /** The next event, or the end. */
  Event next() {
    Future<Event> next = thread.submit(this::read);
    try {
      return next.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError("No event came", e);
    }
  }

  private Event read() throws IOException {
    long id = 0;
    String name = null;
    JsonNode data = null;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith("id: ")) {
        id = Long.parseLong(line.substring(4));
      } else if (line.startsWith("event: ")) {
        name = line.substring(7);
      } else if (line.startsWith("data: ")) {
        data = JSON.readTree(line.substring(6));
      } else if (line.isEmpty() && data != null) {
        return new Event(id, name, data);
      }
    }
    return Event.END;
  }

  @Override
  public void close() {
    try {
      response.body().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      thread.shutdownNow();
    }
  }
}
