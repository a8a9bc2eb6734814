package io.plinth.platform.metrics;

import io.plinth.platform.http.PlinthApplication;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Holds the address {@code /metrics} against the container, which adds a servlet of its own for
 * {@code /metrics/*} to applications at the root: it stays without an address where the application
 * has taken it. Whatever comes here is handed to JAX-RS, with its permissions, as it would have
 * come there by itself.
 */
@WebServlet(
    name = "metrics",
    urlPatterns = {"/metrics", "/metrics/*"})
public class MetricsServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    getServletContext()
        .getNamedDispatcher(PlinthApplication.class.getName())
        .forward(new AtTheRoot(request), response);
  }

  /** The request as if no part of its path had been this servlet's. */
  private static final class AtTheRoot extends HttpServletRequestWrapper {
    AtTheRoot(HttpServletRequest request) {
      super(request);
    }

    @Override
    public String getServletPath() {
      return "";
    }

    @Override
    public String getPathInfo() {
      HttpServletRequest request = (HttpServletRequest) getRequest();
      String more = request.getPathInfo();
      return request.getServletPath() + (more == null ? "" : more);
    }
  }
}
