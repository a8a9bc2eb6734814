package io.plinth.platform.openapi;

import io.plinth.platform.http.RequestContext;
import io.plinth.platform.security.Requires;
import io.plinth.platform.web.View;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** {@code /api}: the REST interface, for people. */
@Path("api")
@ApplicationScoped
@Produces(MediaType.TEXT_HTML)
public class ApiPage {
  private OpenApiDocument document;

  protected ApiPage() {}

  @Inject
  public ApiPage(OpenApiDocument document) {
    this.document = document;
  }

  @GET
  @Requires("profile:read")
  public View reference() {
    RequestContext context = RequestContext.current();
    String host = context.request().getHeader("Host");
    String address = (context.secure() ? "https://" : "http://") + host;
    ApiScreen screen = new ApiReference(document.tree()).screen(address);
    return View.page("API", "api", "platform/api", screen);
  }
}
