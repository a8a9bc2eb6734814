package io.plinth.platform.http;

import io.plinth.platform.error.ProblemException;
import io.plinth.platform.error.ProblemType;
import io.plinth.platform.error.ProblemWriter;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a client accepts and sends, in the terms of the routes, which know JSON alone.
 *
 * <p>MessagePack and CBOR are JSON in another form: they are noted and replaced ({@link
 * WireFormat}). Whoever can read problems can read JSON: generated clients accept nothing but
 * {@code application/problem+json} where success has no body, such as on DELETE, and would be
 * refused with 406 for it.
 */
@Provider
@PreMatching
public class AcceptFilter implements ContainerRequestFilter {
  private static final String JSON = MediaType.APPLICATION_JSON;

  @Override
  public void filter(ContainerRequestContext request) {
    MediaType body =
        read(request::getMediaType, ProblemType.UNSUPPORTED_MEDIA_TYPE, "Content-Type");
    if (body != null) {
      WireFormat.of(body)
          .ifPresent(
              format -> {
                format.setForBody();
                request.getHeaders().putSingle(HttpHeaders.CONTENT_TYPE, JSON);
              });
    }
    String accept = request.getHeaderString(HttpHeaders.ACCEPT);
    if (accept != null) {
      accept(request, accept);
    }
  }

  private static void accept(ContainerRequestContext request, String accept) {
    for (MediaType type :
        read(request::getAcceptableMediaTypes, ProblemType.INVALID_REQUEST, "Accept")) {
      Optional<WireFormat> format = WireFormat.of(type);
      if (format.isPresent()) {
        format.get().setForAnswer();
        request.getHeaders().putSingle(HttpHeaders.ACCEPT, JSON);
        return;
      }
      if (type.isCompatible(MediaType.APPLICATION_JSON_TYPE)) {
        break; // preferred
      }
    }
    if (accept.contains(ProblemWriter.MEDIA_TYPE) && !accept.contains(JSON)) {
      request.getHeaders().putSingle(HttpHeaders.ACCEPT, accept + ", " + JSON + ";q=0.1");
    }
  }

  /** What Jersey cannot parse it throws at whoever asks first. */
  private static <T> T read(Supplier<T> header, ProblemType problem, String name) {
    try {
      return header.get();
    } catch (ProcessingException | IllegalArgumentException e) {
      throw new ProblemException(problem, name + " does not name media types.");
    }
  }
}
