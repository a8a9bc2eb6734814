package io.plinth.platform.error;

import gg.jte.output.Utf8ByteOutput;
import io.plinth.platform.http.RequestContext;
import io.plinth.platform.web.FrameSource;
import io.plinth.platform.web.TemplateRenderer;
import io.plinth.platform.web.View;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** An error that JAX-RS never sees: a page for people, a problem for programs. */
@ApplicationScoped
public class ErrorWriter {
  private FrameSource frames;

  protected ErrorWriter() {}

  @Inject
  public ErrorWriter(FrameSource frames) {
    this.frames = frames;
  }

  public void write(HttpServletResponse response, ProblemException problem) throws IOException {
    RequestContext context = RequestContext.current();
    if (context == null || !context.wantsHtml() || response.isCommitted()) {
      ProblemWriter.write(response, problem);
      return;
    }
    View view = ProblemMapper.page(problem, context);
    Utf8ByteOutput html = TemplateRenderer.render(view, frames.frame(view));
    ProblemWriter.begin(response, problem);
    response.setContentType("text/html;charset=utf-8");
    response.setContentLength(html.getContentLength());
    html.writeTo(response.getOutputStream());
  }
}
