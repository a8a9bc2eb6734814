package io.plinth.platform.cache;

import io.plinth.platform.http.Gzip;
import io.plinth.platform.http.RequestContext;
import io.plinth.platform.security.Principal;
import io.plinth.platform.settings.Firm;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Whole answers to reads, as bytes: found again in front of JAX-RS, behind authentication and rate
 * limit. Kept are those that were made from nothing but {@linkplain ResultCache kept results}, and
 * only while each of these would be served itself. The key is all that an answer depends on: path
 * and query, what the client accepts, the permissions, the person and (for the token in forms) the
 * session.
 */
@ApplicationScoped
public class Answers {
  private ResultCache cache;
  private RecentWriters writers;
  private Firm firm;

  protected Answers() {}

  @Inject
  public Answers(ResultCache cache, RecentWriters writers, Firm firm) {
    this.cache = cache;
    this.writers = writers;
    this.firm = firm;
  }

  /** What is kept for this request; if nothing, what it is answered from is noted from here on. */
  public Optional<Answer> find(RequestContext context, Principal principal) {
    HttpServletRequest request = context.request();
    if (!isKept(request, principal)) {
      return Optional.empty();
    }
    boolean anew = isAnewWanted(request) || writers.isRecentElsewhere(principal.userId());
    Optional<Held> held = anew ? Optional.empty() : cache.findAnswer(key(request, principal));
    if (held.isEmpty()) {
      Sources.begin(request);
    }
    return held.map(h -> (Answer) h.value);
  }

  /** Offers the answer to the request under way. */
  public void offer(
      RequestContext context, Principal principal, byte[] body, Map<String, String> headers) {
    List<Source> sources = Sources.ofAnswer();
    boolean stale = Freshness.current().map(Freshness::stale).orElse(false);
    if (!sources.isEmpty() && !stale && isKept(context.request(), principal)) {
      Instant aged =
          Instant.ofEpochMilli(sources.stream().mapToLong(Source::since).min().orElseThrow());
      cache.keepAnswer(
          key(context.request(), principal),
          new Answer(body, headers, context.route(), sources, aged));
    }
  }

  private static boolean isKept(HttpServletRequest request, Principal principal) {
    return request.getMethod().equals("GET") && !principal.mustChangePassword();
  }

  private ResultKey key(HttpServletRequest request, Principal principal) {
    List<Object> depends =
        Arrays.asList(
            request.getRequestURI(),
            request.getQueryString(),
            request.getHeader("Accept"),
            Gzip.isAccepted(request),
            request.getHeader("HX-Request"),
            principal.name(),
            principal.csrf());
    return new ResultKey(null, depends, principal.scope(), firm.today());
  }

  /** Whether the client asks for what is computed now. */
  static boolean isAnewWanted(HttpServletRequest request) {
    String header = request.getHeader("Cache-Control");
    return header != null && header.toLowerCase(Locale.ROOT).contains("no-cache");
  }
}
