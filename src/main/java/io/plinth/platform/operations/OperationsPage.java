package io.plinth.platform.operations;

import io.plinth.platform.error.ProblemException;
import io.plinth.platform.error.ProblemType;
import io.plinth.platform.http.RequestContext;
import io.plinth.platform.security.Requires;
import io.plinth.platform.web.View;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;

/** {@code /operations}: the same for people. Each panel refreshes itself. */
@Path("operations")
@ApplicationScoped
@Produces(MediaType.TEXT_HTML)
public class OperationsPage {
  private OperationsService operations;

  protected OperationsPage() {}

  @Inject
  public OperationsPage(OperationsService operations) {
    this.operations = operations;
  }

  @GET
  @Requires("metrics:read")
  public View page() {
    return View.page(
        "Operations",
        "operations",
        "platform/operations",
        new OperationsScreen(OperationsScreen.PANELS, operations.get()));
  }

  @POST
  @Path("caches/{cache}/clear")
  @Requires("operations:write")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Response clearCache(@PathParam("cache") String cache) {
    operations.clearCache(cache);
    return Response.seeOther(URI.create("/operations#panel-caches")).build();
  }

  /** One panel: alone for htmx, as a page for a browser without a script. */
  @GET
  @Path("panels/{panel}")
  @Requires("metrics:read")
  public View panel(@PathParam("panel") String panel) {
    if (!OperationsScreen.PANELS.contains(panel)) {
      throw new ProblemException(ProblemType.NOT_FOUND, "There is no panel of that name.");
    }
    OperationsScreen screen = OperationsScreen.of(panel, operations.get());
    boolean alone = RequestContext.current().request().getHeader("HX-Request") != null;
    return alone
        ? View.fragment("platform/operations-panel", screen.panel(panel))
        : View.page("Operations", "operations", "platform/operations", screen);
  }
}
