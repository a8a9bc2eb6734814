package io.plinth.platform.jobs;

import io.plinth.platform.http.Query;
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

/** What works in the background, and what went wrong there. */
@Path("/jobs")
@ApplicationScoped
@Produces(MediaType.TEXT_HTML)
public class JobsPage {
  private JobService jobs;

  protected JobsPage() {}

  @Inject
  public JobsPage(JobService jobs) {
    this.jobs = jobs;
  }

  /** Three statements: rows, their count, what is open. */
  @GET
  @Requires("jobs:read")
  public View list(@Query JobsQuery query) {
    JobsScreen screen =
        JobsScreen.of(query, jobs.countOpen(), jobs.list(query.filter(), query.page()));
    return View.page("Jobs", "operations", "platform/jobs", screen);
  }

  @POST
  @Path("{id}/cancel")
  @Requires("jobs:write")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Response cancel(@PathParam("id") long id) {
    jobs.cancel(id);
    return back();
  }

  @POST
  @Path("{id}/retry")
  @Requires("jobs:write")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Response retry(@PathParam("id") long id) {
    jobs.retry(id);
    return back();
  }

  @POST
  @Path("{id}/discard")
  @Requires("jobs:write")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Response discard(@PathParam("id") long id) {
    jobs.delete(id, null);
    return back();
  }

  private static Response back() {
    return Response.seeOther(URI.create("/jobs")).build();
  }
}
