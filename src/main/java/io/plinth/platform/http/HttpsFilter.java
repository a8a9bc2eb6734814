package io.plinth.platform.http;

import io.plinth.platform.error.ErrorWriter;
import io.plinth.platform.error.ProblemException;
import io.plinth.platform.error.ProblemType;
import jakarta.inject.Inject;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.Set;

/**
 * Sends readers from plain HTTP to HTTPS, where that is set. Writes are refused and not sent on:
 * what they hold has been in the clear already, and who sends it should notice. Health is told
 * either way, for probes rarely know the certificate's name.
 */
public class HttpsFilter implements Filter {
  private static final Set<String> READING = Set.of("GET", "HEAD");
  private static final int PERMANENT_REDIRECT = 308;
  private final URI secure;
  private final ErrorWriter errors;

  @Inject
  public HttpsFilter(PublicUrl publicUrl, ErrorWriter errors) {
    secure = publicUrl.redirectsTo().orElse(null);
    this.errors = errors;
  }

  @Override
  public void doFilter(ServletRequest servletRequest, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    RequestContext context = RequestContext.current();
    if (secure == null || context.secure() || context.isBelow("/health/")) {
      chain.doFilter(servletRequest, response);
      return;
    }
    HttpServletRequest request = (HttpServletRequest) servletRequest;
    boolean key = request.getHeader("Authorization") != null;
    if (key || !READING.contains(request.getMethod())) {
      errors.write(
          (HttpServletResponse) response,
          new ProblemException(ProblemType.FORBIDDEN, "Plain HTTP is refused: use " + secure));
      return;
    }
    HttpServletResponse redirect = (HttpServletResponse) response;
    redirect.setStatus(PERMANENT_REDIRECT);
    redirect.setHeader("Location", secure + context.here());
    redirect.setHeader("Cache-Control", "no-store");
  }
}
