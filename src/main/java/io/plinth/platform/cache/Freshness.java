package io.plinth.platform.cache;

import io.plinth.platform.http.RequestContext;
import io.plinth.platform.persistence.SteadyClock;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.Optional;

/**
 * How old the oldest kept result is that the request on this thread was answered with: for {@code
 * Age}, and for the banner on a page while the database is away.
 */
public record Freshness(Instant since, boolean stale) {
  private static final String ATTRIBUTE = Freshness.class.getName();

  /** Empty where everything was computed for this request. */
  public static Optional<Freshness> current() {
    RequestContext context = RequestContext.current();
    return context == null ? Optional.empty() : Optional.ofNullable(of(context.request()));
  }

  private static Freshness of(HttpServletRequest request) {
    return (Freshness) request.getAttribute(ATTRIBUTE);
  }

  static void used(Held held, boolean stale) {
    RequestContext context = RequestContext.current();
    if (context != null) {
      Freshness before = of(context.request());
      Instant since = Instant.ofEpochMilli(held.source.since());
      boolean older = before == null || since.isBefore(before.since());
      boolean bad = stale || (before != null && before.stale());
      context.request().setAttribute(ATTRIBUTE, new Freshness(older ? since : before.since(), bad));
    }
  }

  /** Whole seconds since. */
  public long age() {
    return Math.max(0, (SteadyClock.millis() - since.toEpochMilli()) / 1000);
  }
}
