package io.plinth.platform.ratelimit;

import gg.jte.output.Utf8ByteOutput;
import io.plinth.platform.error.ProblemException;
import io.plinth.platform.error.ProblemWriter;
import io.plinth.platform.http.RequestContext;
import io.plinth.platform.web.ErrorScreen;
import io.plinth.platform.web.FrameSource;
import io.plinth.platform.web.TemplateRenderer;
import io.plinth.platform.web.View;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** A refusal in front of JAX-RS: a page for people, a problem for programs. */
final class Refusal {
  private Refusal() {}

  static void write(HttpServletResponse response, ProblemException problem, FrameSource frames)
      throws IOException {
    RequestContext context = RequestContext.current();
    if (!context.wantsHtml()) {
      ProblemWriter.write(response, problem);
      return;
    }
    int status = problem.type().status();
    boolean reading = "GET".equals(context.request().getMethod());
    String again = problem.retrySeconds() > 60 ? "later" : "in " + problem.retrySeconds() + " s";
    ErrorScreen screen =
        new ErrorScreen(
            status,
            problem.type().title(),
            problem.getMessage(),
            "Try again " + again + ".",
            reading ? context.path() : null);
    View view = View.of("platform/error", screen).title(screen.title()).status(status);
    Utf8ByteOutput html = TemplateRenderer.render(view, frames.frame(view));
    response.setStatus(status);
    response.setContentType("text/html;charset=utf-8");
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("Retry-After", Long.toString(problem.retrySeconds()));
    response.setContentLength(html.getContentLength());
    html.writeTo(response.getOutputStream());
  }
}
