package io.plinth.platform.ratelimit;

import io.plinth.platform.error.ErrorWriter;
import io.plinth.platform.error.ProblemException;
import io.plinth.platform.error.ProblemType;
import io.plinth.platform.http.AddressBlocks;
import io.plinth.platform.http.RequestContext;
import jakarta.inject.Inject;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.Semaphore;

/** Lets in as many requests as can be worked on, in front of all that costs anything. */
public class AdmissionFilter implements Filter {
  private static final int MOST_SCRAPES = 4;
  private final Semaphore scrapes = new Semaphore(MOST_SCRAPES);
  private final Admission admission;
  private final ErrorWriter errors;

  @Inject
  public AdmissionFilter(Admission admission, ErrorWriter errors) {
    this.admission = admission;
    this.errors = errors;
  }

  @Override
  public void doFilter(ServletRequest servletRequest, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest request = (HttpServletRequest) servletRequest;
    RequestContext context = RequestContext.current();
    if (Exempt.isFree(context)) {
      chain.doFilter(request, response);
      return;
    }
    if (Exempt.isScrape(context)) {
      scrape(request, (HttpServletResponse) response, chain);
      return;
    }
    HttpServletResponse answer = (HttpServletResponse) response;
    Admission.Turn turn;
    try {
      turn = admission.enter(AddressBlocks.place(context.address()));
    } catch (ProblemException e) {
      errors.write(answer, e);
      return;
    }
    try (turn) {
      chain.doFilter(
          hasBody(request) ? new TimedBody(request, answer, turn) : request,
          new PacedAnswer(answer, turn));
    } catch (ServletException e) {
      // Jersey looks at the body also before it can map what that throws, and wraps it.
      if (!(e.getRootCause() instanceof ProblemException problem)) {
        throw e;
      }
      errors.write(answer, problem);
    }
  }

  /** The metrics are read also when all places are taken; but not by so many that they take all. */
  private void scrape(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (!scrapes.tryAcquire()) {
      errors.write(
          response,
          new ProblemException(ProblemType.OVERLOADED, "Others are reading the metrics already."));
      return;
    }
    try {
      chain.doFilter(request, response);
    } finally {
      scrapes.release();
    }
  }

  /** HTTP/2 needs neither header: there a body may be whatever does not say that it has none. */
  private static boolean hasBody(HttpServletRequest request) {
    long length = request.getContentLengthLong();
    boolean streams = !request.getProtocol().startsWith("HTTP/1");
    return length > 0
        || (length < 0 && (streams || request.getHeader("Transfer-Encoding") != null));
  }
}
