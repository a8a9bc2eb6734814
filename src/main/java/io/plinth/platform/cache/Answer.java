package io.plinth.platform.cache;

import io.plinth.platform.http.Route;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A whole answer as it travels, compressed or not.
 *
 * @param headers those that belong to the body
 * @param sources the results it was made from: it is good while they are
 * @param aged when the computation of the oldest of them began
 */
public record Answer(
    byte[] body, Map<String, String> headers, Route route, List<Source> sources, Instant aged) {
  private static final int AROUND = 1_024;

  /** Bytes in memory. */
  long weight() {
    return body.length + (long) AROUND;
  }
}
