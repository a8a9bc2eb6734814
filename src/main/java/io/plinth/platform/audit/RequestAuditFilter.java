package io.plinth.platform.audit;

import io.plinth.platform.http.RequestContext;
import io.plinth.platform.http.Route;
import jakarta.inject.Inject;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Behind the authentication, so that it knows who asked: every refusal of somebody and every export
 * is an event, whichever route it came from. Those of nobody are in the {@link RefusalTally}.
 */
public class RequestAuditFilter implements Filter {
  private static final Map<String, String> VERBS =
      Map.of("POST", "create", "PUT", "update", "PATCH", "update", "DELETE", "delete");
  private final Audit audit;

  @Inject
  public RequestAuditFilter(Audit audit) {
    this.audit = audit;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    try {
      chain.doFilter(request, response);
    } finally {
      note((HttpServletRequest) request, (HttpServletResponse) response);
    }
  }

  private void note(HttpServletRequest request, HttpServletResponse response) {
    String type = response.getContentType();
    boolean export = response.getStatus() == 200 && type != null && type.startsWith("text/csv");
    if (response.getStatus() == HttpServletResponse.SC_FORBIDDEN && isSomebody()) {
      String verb = VERBS.getOrDefault(request.getMethod(), "read");
      happened(request, verb, AuditOutcome.REFUSED);
    } else if (export && request.getMethod().equals("GET")) {
      happened(request, "export", AuditOutcome.SUCCESS);
    }
  }

  private static boolean isSomebody() {
    return RequestContext.current().userId() != null;
  }

  private void happened(HttpServletRequest request, String verb, AuditOutcome outcome) {
    String path = RequestContext.current().path();
    List<String> parts =
        Stream.of(path.split("[/.]"))
            .filter(p -> !p.isEmpty())
            .dropWhile(p -> p.equals("api") || p.equals("v1"))
            .toList();
    String type = parts.isEmpty() ? "dashboard" : parts.get(0);
    boolean withId = parts.size() > 1 && parts.get(1).matches("\\d{1,18}");
    Map<String, String> details = new LinkedHashMap<>();
    details.put("request", request.getMethod() + " " + path);
    if (request.getQueryString() != null) {
      Route route = RequestContext.current().route();
      Set<String> known = route == null ? Set.of() : route.parameters();
      details.put("query", masked(request.getQueryString(), known));
    }
    Long id = withId ? Long.valueOf(parts.get(1)) : null;
    audit.happened(type + ":" + verb, outcome, id, details);
  }

  /** What the route does not know may be anything, such as the code of a sign-in. */
  static String masked(String query, Set<String> known) {
    return Stream.of(query.split("&"))
        .map(p -> known.contains(p.split("=", 2)[0]) ? p : hidden(p))
        .collect(Collectors.joining("&"));
  }

  private static String hidden(String parameter) {
    return parameter.substring(0, parameter.indexOf('=') + 1) + Changes.HIDDEN;
  }
}
