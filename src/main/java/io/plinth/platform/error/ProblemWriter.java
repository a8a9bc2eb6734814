package io.plinth.platform.error;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.plinth.platform.http.RequestContext;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;

/** Writes problems where JAX-RS is not reached yet. */
public final class ProblemWriter {
  public static final String MEDIA_TYPE = "application/problem+json";
  private static final ObjectMapper JSON = new ObjectMapper();

  private ProblemWriter() {}

  public static Problem problem(ProblemType type, String detail, List<FieldError> errors) {
    RequestContext context = RequestContext.current();
    return new Problem(
        type.uri(),
        type.title(),
        type.status(),
        detail,
        context == null ? null : context.path(),
        context == null ? null : context.id(),
        errors);
  }

  public static void write(HttpServletResponse response, ProblemException e) throws IOException {
    if (response.isCommitted()) {
      return;
    }
    byte[] body = JSON.writeValueAsBytes(problem(e.type(), e.getMessage(), e.errors()));
    begin(response, e);
    response.setContentType(MEDIA_TYPE);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  /** Status and headers, whatever the body will be. */
  static void begin(HttpServletResponse response, ProblemException e) {
    response.resetBuffer();
    response.setStatus(e.type().status());
    response.setHeader("Cache-Control", "no-store");
    if (e.type() == ProblemType.UNAUTHENTICATED) {
      response.setHeader("WWW-Authenticate", "Bearer");
    }
    if (e.retrySeconds() > 0) {
      response.setHeader("Retry-After", Long.toString(e.retrySeconds()));
    }
  }
}
