package io.plinth.platform.http;

import io.plinth.platform.cache.Answer;
import io.plinth.platform.cache.Answers;
import io.plinth.platform.persistence.SteadyClock;
import io.plinth.platform.security.Access;
import io.plinth.platform.security.Principal;
import jakarta.inject.Inject;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Last before JAX-RS: a read whose answer is kept goes no further. It carries the same headers, and
 * {@code Age}.
 */
public class KeptAnswerFilter implements Filter {
  private final Answers answers;
  private final Access access;

  @Inject
  public KeptAnswerFilter(Answers answers, Access access) {
    this.answers = answers;
    this.access = access;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    RequestContext context = RequestContext.current();
    Principal principal = access.find().orElse(null);
    Answer kept = principal == null ? null : answers.find(context, principal).orElse(null);
    if (kept == null) {
      chain.doFilter(request, response);
    } else {
      write(kept, context, (HttpServletRequest) request, (HttpServletResponse) response);
    }
  }

  private static void write(
      Answer kept, RequestContext context, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    context.matched(kept.route());
    String tag = kept.headers().get("ETag");
    boolean same = EntityTagFilter.matches(request.getHeader("If-None-Match"), tag);
    kept.headers().forEach((name, value) -> header(response, name, value, same));
    long age = (SteadyClock.millis() - kept.aged().toEpochMilli()) / 1000;
    response.setHeader("Age", Long.toString(Math.max(0, age)));
    if (same) {
      response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
    } else {
      response.setContentLength(kept.body().length);
      response.getOutputStream().write(kept.body());
    }
  }

  /** What is said of a body belongs to an answer that has one. */
  private static void header(
      HttpServletResponse response, String name, String value, boolean bodiless) {
    if (!bodiless || !name.equals("Content-Encoding")) {
      response.setHeader(name, value);
    }
  }
}
