package io.plinth.platform.http;

import jakarta.servlet.http.HttpServletMapping;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;

/**
 * How a request ended.
 *
 * @param route the template that was matched, such as {@code /api/v1/users/{id}}: one of a few, and
 *     never the path itself
 * @param method the HTTP method, or OTHER
 * @param userId whose credential it carried; null for nobody's
 * @param bytes of the body, as sent
 * @param nanos how long it took; a stream of events, until it began
 */
public record RequestOutcome(
    String route, String method, int status, Long userId, long bytes, long nanos) {
  /** What no route answered: unknown paths, and what was refused before the route was known. */
  public static final String NO_ROUTE = "NONE";

  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  static RequestOutcome of(RequestContext context, int status, long bytes) {
    String method = context.request().getMethod();
    return new RequestOutcome(
        route(context),
        METHODS.contains(method) ? method : "OTHER",
        status,
        context.userId(),
        bytes,
        context.nanos());
  }

  private static String route(RequestContext context) {
    if (context.route() != null) {
      return context.route().path();
    }
    HttpServletRequest request = context.request();
    HttpServletMapping mapping = request.getHttpServletMapping();
    String pattern = mapping == null ? "" : mapping.getPattern();
    boolean everything = pattern.isEmpty() || pattern.equals("/") || pattern.equals("/*");
    return everything ? NO_ROUTE : pattern;
  }
}
