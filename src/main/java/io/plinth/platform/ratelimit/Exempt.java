package io.plinth.platform.ratelimit;

/** What no limit may ever keep from being answered, and what costs next to nothing. */
final class Exempt {
  private Exempt() {}

  static boolean is(String path) {
    return path.startsWith("/health/")
        || path.equals("/health")
        || path.equals("/metrics")
        || path.startsWith("/assets/");
  }
}
