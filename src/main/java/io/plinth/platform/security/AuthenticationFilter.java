package io.plinth.platform.security;

import io.plinth.platform.error.ErrorWriter;
import io.plinth.platform.error.ProblemException;
import io.plinth.platform.error.ProblemType;
import io.plinth.platform.error.Problems;
import io.plinth.platform.http.RequestContext;
import io.plinth.platform.ratelimit.Exempt;
import io.plinth.platform.ratelimit.RateLimits;
import jakarta.inject.Inject;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/**
 * Finds out who makes the request, from the bearer token or else from the session cookie. It
 * refuses only a bearer token that is wrong; what nobody in particular may do is decided where the
 * route is known.
 */
public class AuthenticationFilter implements Filter {
  private static final String BEARER = "bearer ";
  private final Authentication authentication;
  private final RateLimits limits;
  private final ErrorWriter errors;

  @Inject
  public AuthenticationFilter(
      Authentication authentication, RateLimits limits, ErrorWriter errors) {
    this.authentication = authentication;
    this.limits = limits;
    this.errors = errors;
  }

  @Override
  public void doFilter(ServletRequest servletRequest, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest request = (HttpServletRequest) servletRequest;
    try {
      principal(request).ifPresent(AuthenticationFilter::enter);
    } catch (RuntimeException e) {
      errors.write((HttpServletResponse) response, Problems.of(e));
      return;
    }
    try {
      chain.doFilter(request, response);
    } finally {
      Access.leave();
    }
  }

  private static void enter(Principal principal) {
    Access.enter(principal);
    RequestContext.current().identified(principal.userId());
    RequestContext.current().named(principal.name());
  }

  private Optional<Principal> principal(HttpServletRequest request) {
    if (Exempt.isFree(RequestContext.current())) {
      return Optional.empty(); // it is the same for everybody, also while the database is away
    }
    String authorization = request.getHeader("Authorization");
    String address = RequestContext.current().address();
    if (authorization != null) {
      return Optional.of(bearer(authorization, address));
    }
    String token = OwnCookie.SESSION.value();
    return token == null ? Optional.empty() : authentication.session(token);
  }

  private Principal bearer(String authorization, String address) {
    if (!authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
      throw new ProblemException(
          ProblemType.UNAUTHENTICATED, "Send the API key as Authorization: Bearer <key>.");
    }
    String key = authorization.substring(BEARER.length()).strip();
    return authentication
        .rememberedKey(key, address)
        .or(() -> lookUp(key, address))
        .orElseThrow(
            () ->
                new ProblemException(
                    ProblemType.UNAUTHENTICATED,
                    "This API key is unknown, expired, or not allowed from this address."));
  }

  private Optional<Principal> lookUp(String key, String address) {
    limits.beforeToken(address);
    Optional<Principal> principal = authentication.apiKey(key, address);
    if (principal.isEmpty()) {
      limits.tokenFailed(address);
    }
    return principal;
  }
}
