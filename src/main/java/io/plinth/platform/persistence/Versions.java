package io.plinth.platform.persistence;

import io.plinth.platform.error.ProblemException;
import io.plinth.platform.error.ProblemType;

/** Optimistic locking as clients see it: {@code If-Match} against the version of what is stored. */
public final class Versions {
  private Versions() {}

  /** {@code expected} is null where the client did not say which version it changes. */
  public static void check(long actual, Long expected) {
    if (expected != null && expected != actual) {
      throw new ProblemException(
          ProblemType.STALE,
          "This has changed since you read it (version " + expected + ", now " + actual + ").");
    }
  }
}
