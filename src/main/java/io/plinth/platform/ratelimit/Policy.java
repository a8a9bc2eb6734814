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

  /** The quota, and else what comes of it at once. */
  List<Bandwidth> bandwidths() {
    Bandwidth quota =
        Bandwidth.builder().capacity(requests).refillIntervally(requests, window).build();
    Bandwidth even = Bandwidth.builder().capacity(burst).refillGreedy(requests, window).build();
    return isCapped() ? List.of(quota, even) : List.of(quota);
  }

  boolean isCapped() {
    return burst < requests;
  }

  /** {@code "default";q=1000;w=60, "burst";q=200;w=12} */
  String header() {
    String quota = "\"" + name + "\";q=" + requests + ";w=" + window.toSeconds();
    return isCapped() ? quota + ", \"burst\";q=" + burst + ";w=" + seconds(burst) : quota;
  }

  /** {@code "default";r=999;t=60, "burst";r=199;t=1} */
  String header(Decision decision) {
    String quota = "\"" + name + "\";r=" + decision.remaining() + ";t=" + decision.resetSeconds();
    long atOnce = decision.atOnce();
    return isCapped() ? quota + ", \"burst\";r=" + atOnce + ";t=" + seconds(burst - atOnce) : quota;
  }

  /** In words. */
  String limit() {
    String quota = "At most " + requests + " requests in " + window.toSeconds() + " s";
    return isCapped() ? quota + ", " + burst + " of them at once." : quota + ".";
  }

  /** Until so many come evenly. */
  private long seconds(long some) {
    return Decision.seconds((long) (window.toNanos() * ((double) some / requests)));
  }
}
