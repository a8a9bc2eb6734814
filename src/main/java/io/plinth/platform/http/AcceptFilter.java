package io.plinth.platform.http;

import io.plinth.platform.error.ProblemWriter;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;

/**
 * Whoever can read problems can read JSON. Generated clients accept nothing but {@code
 * application/problem+json} where success has no body, such as on DELETE, and would be refused with
 * 406 for it.
 */
@Provider
@PreMatching
public class AcceptFilter implements ContainerRequestFilter {

  @Override
  public void filter(ContainerRequestContext request) {
    String accept = request.getHeaderString(HttpHeaders.ACCEPT);
    if (accept != null
        && accept.contains(ProblemWriter.MEDIA_TYPE)
        && !accept.contains("application/json")) {
      request.getHeaders().putSingle(HttpHeaders.ACCEPT, accept + ", application/json;q=0.1");
    }
  }
}
