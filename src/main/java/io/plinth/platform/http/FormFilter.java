package io.plinth.platform.http;

import io.plinth.platform.error.ProblemException;
import io.plinth.platform.error.ProblemType;
import io.plinth.platform.security.Access;
import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/**
 * Bounds what a form is made of before anybody takes it apart: each field and each part costs many
 * times its bytes.
 */
@Provider
@Priority(Priorities.AUTHENTICATION - 100)
public class FormFilter implements ContainerRequestFilter {
  static final int MOST_FIELDS = 1_000;
  private static final int MOST_BYTES = 1 << 20;

  /** From nobody in particular: name, password, token and where to go on. */
  private static final int MOST_OPEN_BYTES = 16 * 1024;

  @Context private ResourceInfo resource;
  @Inject private Access access;

  @Override
  public void filter(ContainerRequestContext request) throws IOException {
    MediaType type = request.getMediaType();
    Route route = Route.of(resource.getResourceMethod());
    if (type == null || route.consumes().isEmpty() || !request.hasEntity()) {
      return;
    }
    String boundary = type.getParameters().get("boundary");
    if (type.isCompatible(MediaType.APPLICATION_FORM_URLENCODED_TYPE)) {
      boolean open = route.open() || access.find().isEmpty();
      byte[] form = form(request, open ? MOST_OPEN_BYTES : MOST_BYTES);
      request.setEntityStream(new ByteArrayInputStream(form));
    } else if (boundary != null) {
      request.setEntityStream(new LimitedParts(request.getEntityStream(), boundary));
    }
  }

  private static byte[] form(ContainerRequestContext request, int most) throws IOException {
    byte[] form = request.getEntityStream().readNBytes(most + 1);
    if (form.length > most) {
      throw new ProblemException(
          ProblemType.TOO_LARGE, "This form has at most " + most + " bytes.");
    }
    int fields = 1;
    for (byte b : form) {
      fields += b == '&' ? 1 : 0;
    }
    if (fields > MOST_FIELDS) {
      throw new ProblemException(
          ProblemType.INVALID_REQUEST, "A form has at most " + MOST_FIELDS + " fields.");
    }
    return form;
  }
}
