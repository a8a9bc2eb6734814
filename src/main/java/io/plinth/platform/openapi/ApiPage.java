package io.plinth.platform.openapi;

import io.plinth.platform.http.AddressBlocks;
import io.plinth.platform.http.PublicUrl;
import io.plinth.platform.http.RequestContext;
import io.plinth.platform.security.Requires;
import io.plinth.platform.web.View;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.net.URI;

/** {@code /api}: the REST interface, for people. */
@Path("api")
@ApplicationScoped
@Produces(MediaType.TEXT_HTML)
public class ApiPage {
  /** Where the setting does not say where Plinth is reached. */
  private static final String ELSEWHERE = "https://plinth.example.com";

  private OpenApiDocument document;
  private PublicUrl publicUrl;

  protected ApiPage() {}

  @Inject
  public ApiPage(OpenApiDocument document, PublicUrl publicUrl) {
    this.document = document;
    this.publicUrl = publicUrl;
  }

  @GET
  @Requires("profile:read")
  public View reference() {
    ApiScreen screen = new ApiReference(document.tree()).screen(address());
    return View.page("API", "api", "platform/api", screen);
  }

  /** For examples to be copied: never the Host header, by which a key could go anywhere. */
  private String address() {
    RequestContext context = RequestContext.current();
    String here =
        AddressBlocks.isLoopback(context.address())
            ? context.request().getScheme() + "://localhost:" + context.request().getLocalPort()
            : ELSEWHERE;
    return publicUrl.find().map(URI::toString).orElse(here);
  }
}
