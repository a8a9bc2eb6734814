package io.plinth.platform.idempotency;

import io.plinth.platform.error.ErrorWriter;
import io.plinth.platform.error.ProblemException;
import io.plinth.platform.error.Problems;
import io.plinth.platform.http.RequestContext;
import io.plinth.platform.http.Routes;
import io.plinth.platform.http.Spool;
import io.plinth.platform.persistence.Transactions;
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
import java.io.InputStream;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Last in front of JAX-RS: carries out a POST with an Idempotency-Key within one transaction, which
 * what is behind it joins. A failure, also one that JAX-RS has made an answer of, rolls it back.
 */
public class IdempotencyFilter implements Filter {
  private static final String HEADER = "Idempotency-Key";
  private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,255}");
  private static final int PIECE = 64 * 1024;
  private final Idempotency idempotency;
  private final Transactions tx;
  private final Access access;
  private final Routes routes;
  private final ErrorWriter errors;

  @Inject
  public IdempotencyFilter(
      Idempotency idempotency, Transactions tx, Access access, Routes routes, ErrorWriter errors) {
    this.idempotency = idempotency;
    this.tx = tx;
    this.access = access;
    this.routes = routes;
    this.errors = errors;
  }

  @Override
  public void doFilter(ServletRequest servletRequest, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest request = (HttpServletRequest) servletRequest;
    boolean applies =
        request.getMethod().equals("POST")
            && RequestContext.current().path().startsWith("/api/v1/")
            && request.getHeader(HEADER) != null
            && access.find().isPresent();
    if (!applies) {
      chain.doFilter(request, response);
      return;
    }
    try {
      carryOut(request, (HttpServletResponse) response, chain);
    } catch (ProblemException e) {
      errors.write((HttpServletResponse) response, e);
    }
  }

  private void carryOut(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    String key = key(request);
    routes
        .upload(RequestContext.current().path())
        .ifPresent(upload -> access.require(upload.permission()));
    try (Spool body = new Spool()) {
      attempt(key, spool(request, body)).begin();
      HeldAnswer answer = new HeldAnswer(response);
      inTransaction(answer, () -> chain.doFilter(new SpooledBody(request, body.open()), answer));
      answer.send();
    }
  }

  private static String key(HttpServletRequest request) {
    List<String> keys = Collections.list(request.getHeaders(HEADER));
    if (keys.size() != 1 || !KEY.matcher(keys.get(0)).matches()) {
      throw ProblemException.invalidParameter(
          HEADER, HEADER + " must be 1 to 255 visible ASCII characters, and there once.");
    }
    return keys.get(0);
  }

  /** Reads the body once and keeps it; a hash of the request. */
  private static byte[] spool(HttpServletRequest request, Spool body) throws IOException {
    String query = request.getQueryString();
    String target = request.getMethod() + " " + request.getRequestURI();
    BodyHash hash =
        BodyHash.of(query == null ? target : target + "?" + query, request.getContentType());
    byte[] piece = new byte[PIECE];
    InputStream in = request.getInputStream();
    for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
      hash.write(piece, 0, n);
      body.write(piece, 0, n);
    }
    return hash.end();
  }

  private Attempt attempt(String key, byte[] hash) {
    Principal principal = access.principal();
    String who = principal.userId() + " " + principal.keyId();
    return new Attempt(
        Secret.sha256(who + " " + key), principal.userId(), hash, Secret.sha256(principal.scope()));
  }

  /** What is behind this filter. */
  @FunctionalInterface
  private interface Rest {
    void run() throws IOException, ServletException;
  }

  private void inTransaction(HeldAnswer answer, Rest rest) throws IOException, ServletException {
    try {
      tx.call(
          false,
          () -> {
            rest.run();
            if (answer.getStatus() >= HttpServletResponse.SC_BAD_REQUEST) {
              throw new Undone();
            }
            idempotency.save(Attempt.current());
            return null;
          });
    } catch (Undone e) {
      // The answer says why.
    } catch (IOException | ServletException e) {
      throw e;
    } catch (Exception e) {
      throw Problems.of(e);
    }
  }

  /** Rolls back what was answered with a problem. */
  private static final class Undone extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Undone() {
      super(null, null, false, false);
    }
  }
}
