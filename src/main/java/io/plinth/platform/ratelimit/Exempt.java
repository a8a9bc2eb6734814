package io.plinth.platform.ratelimit;

import io.plinth.platform.http.RequestContext;

/** What no limit may ever keep from being answered. */
public final class Exempt {
  private Exempt() {}

  /** What is answered to anybody, out of memory: whatever else there is to wait for. */
  public static boolean isFree(RequestContext context) {
    return context.isBelow("/health/")
        || context.path().equals("/health")
        || context.isBelow("/assets/");
  }

  static boolean isScrape(RequestContext context) {
    return context.path().equals("/metrics");
  }
}
