package io.plinth.platform.http;

import io.plinth.platform.error.ProblemException;
import io.plinth.platform.error.ProblemType;
import io.plinth.platform.error.ProblemWriter;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.UUID;

/**
 * Tells as a problem what the container refuses by itself, such as {@code /WEB-INF}. Its own page
 * would name the server and its version.
 */
@WebServlet(name = "container-error", urlPatterns = ContainerErrorServlet.PATH)
public class ContainerErrorServlet extends HttpServlet {
  static final String PATH = "/container-error";

  /**
   * Begins the query with which {@link ContainerRequests} sends paths here that are none. No client
   * knows it: it could else name any path as the one that it asked for.
   */
  static final String BAD_PATH = "bad-path-" + UUID.randomUUID() + "=";

  private static final long serialVersionUID = 1L;

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (isBadPath(request)) {
      ProblemWriter.write(
          response,
          new ProblemException(ProblemType.INVALID_REQUEST, "The path cannot be decoded."));
      return;
    }
    Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
    ProblemType type = status instanceof Integer code ? type(code) : ProblemType.NOT_FOUND;
    if (type == ProblemType.METHOD_NOT_ALLOWED) {
      response.setHeader("Allow", "GET, HEAD"); // the container's own servlet: health
    }
    ProblemWriter.write(response, new ProblemException(type, type.title() + "."));
  }

  private static boolean isBadPath(HttpServletRequest request) {
    String query = request.getQueryString();
    return query != null && query.startsWith(BAD_PATH) && request.getRequestURI().equals(PATH);
  }

  /** Has a path that is none named as it was sent, whoever answers. */
  static void namePath(HttpServletRequest request) {
    if (isBadPath(request)) {
      String path = request.getQueryString().substring(BAD_PATH.length());
      request.setAttribute(RequestDispatcher.ERROR_REQUEST_URI, path);
    }
  }

  private static ProblemType type(int status) {
    int told =
        status == HttpServletResponse.SC_NOT_IMPLEMENTED
            ? HttpServletResponse.SC_METHOD_NOT_ALLOWED
            : status;
    return Arrays.stream(ProblemType.values())
        .filter(t -> t.status() == told)
        .findFirst()
        .orElse(told < 500 ? ProblemType.INVALID_REQUEST : ProblemType.INTERNAL);
  }
}
