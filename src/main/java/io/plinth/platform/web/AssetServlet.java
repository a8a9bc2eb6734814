package io.plinth.platform.web;

import io.plinth.platform.error.ProblemException;
import io.plinth.platform.error.ProblemType;
import io.plinth.platform.error.ProblemWriter;
import io.plinth.platform.http.AcceptedCodings;
import io.plinth.platform.http.Gzip;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Serves {@link AssetCatalog} from memory. A servlet and not a resource, because a page asks for
 * five of these and they need nothing of what a resource costs.
 */
@WebServlet(name = "assets", urlPatterns = "/assets/*", loadOnStartup = 1)
public class AssetServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final String BROTLI = "br";
  private static final String PLAIN = "identity";
  private static final String FOR_EVER = "public, max-age=31536000, immutable";

  @Override
  public void init() {
    AssetCatalog.shared(); // a missing file stops the start here
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    boolean head = "HEAD".equals(request.getMethod());
    if (!head && !"GET".equals(request.getMethod())) {
      response.setHeader("Allow", "GET, HEAD");
      ProblemWriter.write(
          response, new ProblemException(ProblemType.METHOD_NOT_ALLOWED, "Allowed: GET, HEAD."));
      return;
    }
    response.setHeader("X-Content-Type-Options", "nosniff");
    Optional<Asset> asset = find(request);
    if (asset.isEmpty()) {
      ProblemWriter.write(
          response, new ProblemException(ProblemType.NOT_FOUND, "There is no such asset."));
      return;
    }
    send(asset.get(), request, response, head);
  }

  private static Optional<Asset> find(HttpServletRequest request) {
    String path = request.getPathInfo();
    return path == null || path.length() < 2
        ? Optional.empty()
        : AssetCatalog.shared().find(path.substring(1));
  }

  private static void send(
      Asset asset, HttpServletRequest request, HttpServletResponse response, boolean head)
      throws IOException {
    String coding = coding(asset, request);
    byte[] body = body(asset, coding);
    String etag = '"' + asset.hash() + (coding.equals(PLAIN) ? "\"" : "-" + coding + '"');
    response.setHeader("Cache-Control", FOR_EVER);
    response.setHeader("Vary", "Accept-Encoding");
    response.setHeader("ETag", etag);
    if (etag.equals(request.getHeader("If-None-Match"))) {
      response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
      return;
    }
    response.setContentType(asset.contentType());
    response.setContentLength(body.length);
    if (!coding.equals(PLAIN)) {
      response.setHeader("Content-Encoding", coding);
    }
    if (!head) {
      response.getOutputStream().write(body);
    }
  }

  /** The smallest form that there is, of those the client likes best. */
  private static String coding(Asset asset, HttpServletRequest request) {
    List<String> there = new ArrayList<>();
    if (asset.brotli() != null) {
      there.add(BROTLI);
    }
    if (asset.gzip() != null) {
      there.add(Gzip.NAME);
    }
    return AcceptedCodings.of(request.getHeader("Accept-Encoding")).best(there).orElse(PLAIN);
  }

  private static byte[] body(Asset asset, String coding) {
    return switch (coding) {
      case BROTLI -> asset.brotli();
      case Gzip.NAME -> asset.gzip();
      default -> asset.plain();
    };
  }
}
