package io.plinth.platform.jobs;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long a job that failed waits: twice as long after each attempt, and up to as much again by
 * chance, so that jobs which failed together do not come back together.
 */
final class Backoff {
  private static final long FIRST_MILLIS = 2_000;
  private static final int MOST_DOUBLINGS = 7;

  /** No job waits for longer: 8.5 minutes. */
  static final Duration LONGEST = Duration.ofMillis(2 * (FIRST_MILLIS << MOST_DOUBLINGS));

  private Backoff() {}

  /** After so many attempts, 1 or more. */
  static Duration after(int attempts, RandomGenerator random) {
    long base = FIRST_MILLIS << Math.min(Math.max(attempts, 1) - 1, MOST_DOUBLINGS);
    return Duration.ofMillis(base + random.nextLong(base));
  }
}
