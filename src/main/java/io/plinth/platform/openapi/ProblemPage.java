package io.plinth.platform.openapi;

import io.plinth.platform.error.ProblemException;
import io.plinth.platform.error.ProblemType;
import io.plinth.platform.security.Open;
import io.plinth.platform.web.View;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Arrays;

/** What the {@code type} of a problem leads to: a page that explains it. */
@Path("problems")
@ApplicationScoped
@Produces(MediaType.TEXT_HTML)
public class ProblemPage {

  @GET
  @Path("{slug}")
  @Open("an explanation that depends on nobody")
  public View problem(@PathParam("slug") String slug) {
    ProblemScreen screen =
        Arrays.stream(ProblemType.values())
            .filter(t -> ProblemResponses.slug(t).equals(slug))
            .findFirst()
            .map(ProblemScreen::of)
            .orElseThrow(
                () ->
                    new ProblemException(
                        ProblemType.NOT_FOUND, "There is no problem of this name."));
    return View.page(screen.title(), "api", "platform/problem", screen);
  }
}
