package io.plinth.platform.http;

import io.plinth.platform.paging.Page;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.UriBuilder;
import jakarta.ws.rs.ext.Provider;
import java.net.URI;

/**
 * Addresses in headers: of the next page ({@code Link: <…>; rel="next"}), and for programs the
 * whole address of what was created.
 */
@Provider
public class LinkFilter implements ContainerResponseFilter {

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    RequestContext context = RequestContext.current();
    if (response.getHeaders().getFirst("Location") instanceof URI location
        && context.isApi()
        && !location.isAbsolute()) {
      String origin = (context.secure() ? "https://" : "http://") + request.getHeaderString("Host");
      response.getHeaders().putSingle("Location", URI.create(origin + location));
    }
    if (response.getEntity() instanceof Page<?> page && page.hasNext()) {
      UriBuilder next =
          UriBuilder.fromUri(request.getUriInfo().getRequestUri())
              .scheme(null)
              .host(null)
              .port(-1)
              .replaceQueryParam("after", page.page().next());
      response.getHeaders().add("Link", "<" + next.build() + ">; rel=\"next\"");
    }
  }
}
