package io.plinth.platform.http;

import io.plinth.platform.error.ErrorWriter;
import io.plinth.platform.error.ProblemException;
import jakarta.inject.Inject;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Refuses unknown query parameters in front of servlets, as {@link RouteFilter} does in front of
 * resources and pages. Which are known, {@code web.xml} says.
 */
public class QueryFilter implements Filter {
  private final ErrorWriter errors;
  private Set<String> known = Set.of();

  @Inject
  public QueryFilter(ErrorWriter errors) {
    this.errors = errors;
  }

  @Override
  public void init(FilterConfig config) {
    String parameter = config.getInitParameter("known");
    known = parameter == null ? Set.of() : Set.of(parameter);
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Set<String> unknown = new TreeSet<>();
    if (((HttpServletRequest) request).getQueryString() != null) {
      unknown.addAll(request.getParameterMap().keySet());
      unknown.removeAll(known);
    }
    if (unknown.isEmpty()) {
      chain.doFilter(request, response);
    } else {
      errors.write(
          (HttpServletResponse) response,
          ProblemException.unknownParameters(unknown, known, List.of()));
    }
  }
}
