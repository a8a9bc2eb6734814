package io.plinth.platform.ratelimit;

import io.github.bucket4j.Bandwidth;
import java.time.Duration;
import java.util.List;

/**
 * How much in which time.
 *
 * @param name of the policy in {@code RateLimit-Policy}
 * @param requests allowed within a window, which begins with the first of them
 * @param burst how many of them at once; the rest is spread evenly over the window
 */
record Policy(String name, long requests, Duration window, long burst) {

  /** All at once, if they like. */
  Policy(String name, long requests, Duration window) {
    this(name, requests, window, requests);
  }

  List<Bandwidth> bandwidths() {
    Bandwidth quota =
        Bandwidth.builder().capacity(requests).refillIntervally(requests, window).build();
    Bandwidth even = Bandwidth.builder().capacity(burst).refillGreedy(requests, window).build();
    return burst < requests ? List.of(quota, even) : List.of(quota);
  }

  /** {@code "default";q=1000;w=60} */
  String header() {
    return "\"" + name + "\";q=" + requests + ";w=" + window.toSeconds();
  }
}
