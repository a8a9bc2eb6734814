package io.plinth.platform.http;

import io.plinth.platform.paging.Page;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.UriBuilder;
import jakarta.ws.rs.ext.Provider;

/**
 * The address of the next page ({@code Link: <…>; rel="next"}). As all addresses in headers it is a
 * path: the host is what the client says it is, and nothing to send others to.
 */
@Provider
public class LinkFilter implements ContainerResponseFilter {

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
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
