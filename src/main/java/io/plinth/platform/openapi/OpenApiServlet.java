package io.plinth.platform.openapi;

import io.plinth.platform.error.ProblemException;
import io.plinth.platform.error.ProblemType;
import io.plinth.platform.error.ProblemWriter;
import io.plinth.platform.http.EntityTagFilter;
import io.plinth.platform.http.Gzip;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;

/**
 * The document at {@code /openapi}, open to everybody: it tells nothing that the source does not.
 * JSON, or YAML for those who accept it or say {@code ?format=yaml}.
 *
 * <p>A servlet and not a resource, because the container adds one of its own for {@code /openapi/*}
 * to applications at the root: it stays without an address where the application has taken it.
 */
@WebServlet(
    name = "openapi",
    urlPatterns = {"/openapi", "/openapi/*"})
public class OpenApiServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final int HASH_BYTES = 12;
  @Inject private transient OpenApiDocument document;

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    try {
      serve(request, response);
    } catch (ProblemException e) {
      ProblemWriter.write(response, e);
    }
  }

  private void serve(HttpServletRequest request, HttpServletResponse response) throws IOException {
    if (!request.getMethod().equals("GET") && !request.getMethod().equals("HEAD")) {
      response.setHeader("Allow", "GET, HEAD");
      throw new ProblemException(ProblemType.METHOD_NOT_ALLOWED, "Allowed: GET, HEAD.");
    }
    if (request.getPathInfo() != null && request.getPathInfo().length() > 1) {
      throw new ProblemException(ProblemType.NOT_FOUND, "There is nothing at this address.");
    }
    boolean yaml = wantsYaml(request);
    byte[] body = yaml ? document.yaml() : document.json();
    boolean small = Gzip.isAccepted(request);
    String tag = "\"" + hash(body) + (small ? "-gz\"" : "\"");
    response.setHeader("ETag", tag);
    response.setHeader("Vary", "Accept, Accept-Encoding");
    response.setHeader("Cache-Control", "public, no-cache");
    if (EntityTagFilter.matches(request.getHeader("If-None-Match"), tag)) {
      response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
      return;
    }
    response.setContentType(yaml ? "application/yaml;charset=utf-8" : "application/json");
    byte[] sent = small ? Gzip.of(body) : body;
    if (small) {
      response.setHeader("Content-Encoding", Gzip.NAME);
    }
    response.setContentLength(sent.length);
    if (request.getMethod().equals("GET")) {
      response.getOutputStream().write(sent);
    }
  }

  private static boolean wantsYaml(HttpServletRequest request) {
    String format = request.getParameter("format");
    String accept = request.getHeader("Accept");
    if (format == null) {
      return accept != null
          && accept.toLowerCase(Locale.ROOT).contains("yaml")
          && !accept.contains("application/json");
    }
    return switch (format.toLowerCase(Locale.ROOT)) {
      case "yaml" -> true;
      case "json" -> false;
      default ->
          throw ProblemException.invalidParameter("format", "format must be one of json, yaml.");
    };
  }

  private static String hash(byte[] body) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(body);
      return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
