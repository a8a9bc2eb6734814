package io.plinth.platform.ratelimit;

/**
 * What a bucket says to one request.
 *
 * @param remaining requests left in this window
 * @param atOnce of them, how many may come at once
 * @param resetSeconds until all of the quota is there again
 * @param retrySeconds until the next request is allowed; 0 where this one is
 */
record Decision(
    boolean allowed, long remaining, long atOnce, long resetSeconds, long retrySeconds) {

  static Decision of(
      boolean allowed, long remaining, long atOnce, long resetNanos, long retryNanos) {
    return new Decision(
        allowed, remaining, atOnce, seconds(resetNanos), allowed ? 0 : seconds(retryNanos));
  }

  /** Rounded up: who comes back then must not come too early. */
  static long seconds(long nanos) {
    return (nanos + 999_999_999L) / 1_000_000_000L;
  }
}
