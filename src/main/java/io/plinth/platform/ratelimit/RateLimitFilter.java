package io.plinth.platform.ratelimit;

import io.plinth.platform.error.ErrorWriter;
import io.plinth.platform.error.ProblemException;
import io.plinth.platform.error.ProblemType;
import io.plinth.platform.http.RequestContext;
import io.plinth.platform.security.Access;
import io.plinth.platform.security.Principal;
import io.plinth.platform.security.Secret;
import jakarta.inject.Inject;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Base64;

/**
 * Counts the requests of whoever has been authenticated: each API key by itself, all sessions of a
 * person together. The headers are those of draft-ietf-httpapi-ratelimit-headers.
 */
public class RateLimitFilter implements Filter {
  private final RateLimits limits;
  private final Access access;
  private final ErrorWriter errors;
  private final String policy;

  @Inject
  public RateLimitFilter(RateLimits limits, Access access, ErrorWriter errors) {
    this.limits = limits;
    this.access = access;
    this.errors = errors;
    policy = limits.principals().policy().header();
  }

  @Override
  public void doFilter(ServletRequest servletRequest, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest request = (HttpServletRequest) servletRequest;
    Principal principal = access.find().orElse(null);
    if (principal == null || !limits.isOn() || Exempt.isScrape(RequestContext.current())) {
      chain.doFilter(request, response);
      return;
    }
    Decision decision = limits.principals().take(key(request, principal));
    HttpServletResponse answer = (HttpServletResponse) response;
    answer.setHeader("RateLimit-Policy", policy);
    answer.setHeader("RateLimit", limits.principals().policy().header(decision));
    if (decision.allowed()) {
      chain.doFilter(request, response);
    } else {
      errors.write(answer, refusal(decision));
    }
  }

  private static String key(HttpServletRequest request, Principal principal) {
    String credential = request.getHeader("Authorization");
    return credential == null
        ? "user " + principal.userId()
        : Base64.getEncoder().encodeToString(Secret.sha256(bearer(credential)));
  }

  /** The key alone: its holder must not have another bucket for each way to write the header. */
  private static String bearer(String authorization) {
    return authorization.substring("Bearer ".length()).strip();
  }

  private ProblemException refusal(Decision decision) {
    return ProblemException.later(
        ProblemType.TOO_MANY_REQUESTS,
        limits.principals().policy().limit() + " Go on in " + decision.retrySeconds() + " s.",
        decision.retrySeconds());
  }
}
