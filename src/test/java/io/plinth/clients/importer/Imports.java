package io.plinth.clients.importer;

import com.fasterxml.jackson.databind.JsonNode;
import io.plinth.fixture.Answer;
import io.plinth.fixture.Api;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Assumptions;

/** Imports over HTTP, as one user of the interface sees them. */
record Imports(Api api) {
  static final String PATH = "/api/v1/imports";
  static final Path SHARED = Path.of("..", "shared", "data", "timesheets");
  private static final Set<String> ENDED = Set.of("COMPLETED", "FAILED", "CANCELLED");

  /** A file of the shared data folder; the test is skipped where that is absent. */
  static byte[] shared(String name) {
    Path path = SHARED.resolve(name);
    Assumptions.assumeTrue(
        Files.isReadable(path), "shared test data absent, expected beside the checkout: " + path);
    try {
      return Files.readAllBytes(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The mapping for the real time log, its entries kept apart from those of other tests. */
  static String cesaw(String sourceSystem) {
    return """
    {"client":"organization","service":"project_key","user":"person_key",
     "start":"time_log_start_date","end":"time_log_end_date",
     "minutes":"time_log_delta_minutes","task":"phase_short_name",
     "sourceId":"time_log_fact_key","dateFormat":"M/d/yyyy H:mm","rounding":"NONE",
     "sourceSystem":"%s"}\
    """
        .formatted(sourceSystem);
  }

  Answer send(String name, String file, String mapping) {
    return send(name, file.getBytes(StandardCharsets.UTF_8), mapping);
  }

  Answer send(String name, byte[] file, String mapping) {
    return api.multipart(PATH, parts(mapping), name, file);
  }

  Answer preview(byte[] file, String mapping) {
    return api.multipart(PATH + "/preview", parts(mapping), "preview.csv", file);
  }

  private static Map<String, String> parts(String mapping) {
    return mapping == null ? Map.of() : Map.of("mapping", mapping);
  }

  /** Imports a file and waits for the end. */
  JsonNode run(String name, byte[] file, String mapping) {
    return awaitEnd(send(name, file, mapping).expect(202).id());
  }

  JsonNode run(String name, String file, String mapping) {
    return run(name, file.getBytes(StandardCharsets.UTF_8), mapping);
  }

  JsonNode get(long id) {
    return api.get(PATH + "/" + id).expect(200).json();
  }

  JsonNode awaitEnd(long id) {
    return await(id, i -> ENDED.contains(i.path("status").asText()), Duration.ofMinutes(2));
  }

  /** Asks until the import is as wanted. */
  JsonNode await(long id, Predicate<JsonNode> wanted, Duration atMost) {
    long deadline = System.nanoTime() + atMost.toNanos();
    JsonNode found = get(id);
    while (!wanted.test(found)) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("Not in " + atMost + ": " + found);
      }
      pause(50);
      found = get(id);
    }
    return found;
  }

  static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
