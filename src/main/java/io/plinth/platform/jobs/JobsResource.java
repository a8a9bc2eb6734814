package io.plinth.platform.jobs;

import io.plinth.platform.error.ProblemException;
import io.plinth.platform.http.CsvExport;
import io.plinth.platform.http.EventStream;
import io.plinth.platform.http.Item;
import io.plinth.platform.http.Query;
import io.plinth.platform.http.RequestContext;
import io.plinth.platform.openapi.Answers;
import io.plinth.platform.paging.Page;
import io.plinth.platform.paging.PageRequest;
import io.plinth.platform.security.Requires;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.List;

/** {@code /api/v1/jobs}: work in the background, such as imports. */
@Path("api/v1/jobs")
@ApplicationScoped
@Produces("application/json")
public class JobsResource {
  private JobService jobs;
  private JobStreams streams;

  protected JobsResource() {}

  @Inject
  public JobsResource(JobService jobs, JobStreams streams) {
    this.jobs = jobs;
    this.streams = streams;
  }

  @GET
  @Requires("jobs:read")
  public Page<JobView> list(@Query JobFilter filter, @Query PageRequest page) {
    return jobs.list(filter, page);
  }

  @GET
  @Requires("jobs:read")
  @Produces(CsvExport.TYPE)
  public CsvExport<JobView> export(@Query JobFilter filter, @Query PageRequest page) {
    return CsvExport.of(
        JobView.class,
        page.fields(),
        jobs.visibleFields(),
        rows -> jobs.forEach(filter, page, rows));
  }

  @GET
  @Path("{id}")
  @Requires("jobs:read")
  public Item<JobView> get(@PathParam("id") long id, @QueryParam("fields") String fields) {
    JobView job = jobs.get(id);
    return Item.of(job, job.version(), fields);
  }

  /** Ends a job that waits. One that runs is told to stop, and does so as soon as it can. */
  @POST
  @Path("{id}/cancel")
  @Requires("jobs:write")
  public Item<JobView> cancel(@PathParam("id") long id) {
    return item(jobs.cancel(id));
  }

  /** Has a dead letter tried again, as often as a new job would be. */
  @POST
  @Path("{id}/retry")
  @Requires("jobs:write")
  public Item<JobView> retry(@PathParam("id") long id) {
    return item(jobs.retry(id));
  }

  /** Discards a job that has ended. What it has done stays. */
  @DELETE
  @Path("{id}")
  @Requires("jobs:write")
  public void delete(@PathParam("id") long id, @HeaderParam("If-Match") List<String> ifMatch) {
    Item.deleteIfMatch(ifMatch, version -> jobs.delete(id, version));
  }

  /**
   * What happens to a job, as server-sent events, until it ends: first where it stands or, with
   * {@code Last-Event-ID}, what has happened since. The events are called status and progress. An
   * ended job of which the client has seen the end is answered 204.
   */
  @GET
  @Path("{id}/events")
  @Requires("jobs:read")
  @Produces(EventStream.TYPE)
  @Answers(String.class)
  public void events(
      @PathParam("id") long id,
      @HeaderParam("Last-Event-ID") String lastEventId,
      @Suspended AsyncResponse answer)
      throws IOException {
    JobService.Follower follower = jobs.follow(id, since(lastEventId));
    if (RequestContext.current().request().getMethod().equals("HEAD")) {
      EventStream.open().end();
      return;
    }
    if (follower.hasSeenTheEnd()) {
      answer.resume(Response.noContent().build());
      return;
    }
    streams.refuseIfFull(follower.userId());
    streams.follow(id, follower.userId(), follower.since(), EventStream.open());
  }

  private static Long since(String lastEventId) {
    if (lastEventId == null || lastEventId.isEmpty()) {
      return null;
    }
    if (!lastEventId.matches("\\d{1,18}")) {
      throw ProblemException.invalidParameter(
          "Last-Event-ID", "Last-Event-ID must be the id of an event of this job, a number.");
    }
    return Long.valueOf(lastEventId);
  }

  private static Item<JobView> item(JobView job) {
    return Item.of(job, job.version());
  }
}
