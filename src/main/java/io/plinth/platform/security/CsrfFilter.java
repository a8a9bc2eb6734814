package io.plinth.platform.security;

import io.plinth.platform.error.ProblemException;
import io.plinth.platform.error.ProblemType;
import io.plinth.platform.http.RequestContext;
import io.plinth.platform.ratelimit.SignInLimits;
import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;

/**
 * A write that is authenticated by the session cookie must carry the session's token: in the header
 * {@code X-CSRF-Token}, in a form's field {@code csrf}, or in the first part, {@code csrf}, of a
 * multipart form. Every write that a browser says comes from another site is refused, also one with
 * an API key and also the sign-in. Where nobody is signed in it is a failed sign-in of its address,
 * unless the browser itself says so: any page of the web could then make its readers' browsers use
 * up what their office may fail.
 */
@Provider
@Priority(Priorities.AUTHENTICATION)
public class CsrfFilter implements ContainerRequestFilter {
  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

  /** Has a token of its own, which does not depend on whether there is a session already. */
  private static final String SIGN_IN = "login";

  private static final int MOST_FORM_BYTES = 1 << 20;
  private static final int FIRST_PART_BYTES = 1_024;
  @Inject private Access access;
  @Inject private SignInLimits limits;

  @Override
  public void filter(ContainerRequestContext request) throws IOException {
    if (SAFE.contains(request.getMethod())) {
      return;
    }
    boolean signIn = request.getUriInfo().getPath().equals(SIGN_IN);
    Optional<Principal> principal = access.find();
    refuseForeign(signIn || principal.isEmpty());
    String expected = principal.map(Principal::csrf).orElse(null);
    if (expected == null || signIn) {
      return;
    }
    String given = request.getHeaderString("X-CSRF-Token");
    if (given == null) {
      given = fromBody(request);
    }
    if (given == null || !MessageDigest.isEqual(bytes(given), bytes(expected))) {
      throw new ProblemException(
          ProblemType.FORGED_REQUEST,
          "The form's token is missing or belongs to another session. Open the page again.");
    }
  }

  private void refuseForeign(boolean counts) {
    HttpServletRequest request = RequestContext.current().request();
    String site = request.getHeader("Sec-Fetch-Site");
    String origin = request.getHeader("Origin");
    boolean foreign =
        site != null
            ? !site.equals("same-origin") && !site.equals("none")
            : origin != null && !isOwn(origin, request.getHeader("Host"));
    if (foreign || (origin != null && !isOwn(origin, request.getHeader("Host")))) {
      if (counts && site == null) {
        limits.failed(RequestContext.current().address());
      }
      throw new ProblemException(
          ProblemType.FORGED_REQUEST, "Writes from pages of another site are refused.");
    }
  }

  private static boolean isOwn(String origin, String host) {
    try {
      return host != null && host.equalsIgnoreCase(URI.create(origin).getRawAuthority());
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static String fromBody(ContainerRequestContext request) throws IOException {
    MediaType type = request.getMediaType();
    if (type == null || !request.hasEntity()) {
      return null;
    }
    if (MediaType.APPLICATION_FORM_URLENCODED_TYPE.isCompatible(type)) {
      return fromForm(request);
    }
    return MediaType.MULTIPART_FORM_DATA_TYPE.isCompatible(type) ? fromMultipart(request) : null;
  }

  private static String fromForm(ContainerRequestContext request) throws IOException {
    byte[] body = request.getEntityStream().readNBytes(MOST_FORM_BYTES + 1);
    if (body.length > MOST_FORM_BYTES) {
      throw new ProblemException(
          ProblemType.TOO_LARGE, "A form has at most " + MOST_FORM_BYTES + " bytes.");
    }
    request.setEntityStream(new ByteArrayInputStream(body));
    for (String pair : new String(body, StandardCharsets.US_ASCII).split("&")) {
      if (pair.startsWith("csrf=")) {
        return decoded(pair.substring(5));
      }
    }
    return null;
  }

  private static String decoded(String value) {
    try {
      return URLDecoder.decode(value, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** Looks only at the beginning: our own forms send the token first, and a body may be large. */
  private static String fromMultipart(ContainerRequestContext request) throws IOException {
    InputStream stream = request.getEntityStream();
    byte[] start = stream.readNBytes(FIRST_PART_BYTES);
    request.setEntityStream(new SequenceInputStream(new ByteArrayInputStream(start), stream));
    String text = new String(start, StandardCharsets.ISO_8859_1);
    int headersEnd = text.indexOf("\r\n\r\n");
    int valueEnd = headersEnd < 0 ? -1 : text.indexOf("\r\n", headersEnd + 4);
    boolean first = valueEnd > 0 && text.substring(0, headersEnd).contains("name=\"csrf\"");
    return first ? text.substring(headersEnd + 4, valueEnd) : null;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
