package io.plinth.platform.web;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.ext.Provider;

/** Gives the response the status its view asks for: a writer comes too late to set it. */
@Provider
public class ViewStatusFilter implements ContainerResponseFilter {
  private static final int OK = 200;

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    if (response.getEntity() instanceof View view
        && view.status() != OK
        && response.getStatus() == OK) {
      response.setStatus(view.status());
    }
  }
}
