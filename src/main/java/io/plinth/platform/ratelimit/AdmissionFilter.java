package io.plinth.platform.ratelimit;

import io.plinth.platform.error.ProblemException;
import io.plinth.platform.http.AddressBlocks;
import io.plinth.platform.http.RequestContext;
import io.plinth.platform.web.FrameSource;
import jakarta.inject.Inject;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Lets in as many requests as can be worked on, in front of all that costs anything. */
public class AdmissionFilter implements Filter {
  private final Admission admission;
  private final FrameSource frames;

  @Inject
  public AdmissionFilter(Admission admission, FrameSource frames) {
    this.admission = admission;
    this.frames = frames;
  }

  @Override
  public void doFilter(ServletRequest servletRequest, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest request = (HttpServletRequest) servletRequest;
    RequestContext context = RequestContext.current();
    if (Exempt.is(context.path())) {
      chain.doFilter(request, response);
      return;
    }
    HttpServletResponse answer = (HttpServletResponse) response;
    Admission.Turn turn;
    try {
      turn = admission.enter(AddressBlocks.place(context.address()));
    } catch (ProblemException e) {
      Refusal.write(answer, e, frames);
      return;
    }
    try (turn) {
      chain.doFilter(
          hasBody(request) ? new TimedBody(request, answer, turn) : request,
          new PacedAnswer(answer, turn));
    }
  }

  private static boolean hasBody(HttpServletRequest request) {
    return request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null;
  }
}
