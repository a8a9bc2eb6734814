package io.plinth.clients.timesheet;

import io.plinth.platform.http.Item;
import io.plinth.platform.http.Query;
import io.plinth.platform.openapi.Answers;
import io.plinth.platform.security.Requires;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;

/** {@code /api/v1/timesheet-entries/summary}. */
@Path("api/v1/timesheet-entries/summary")
@ApplicationScoped
@Produces("application/json")
public class SummaryResource {
  private SummaryService summaries;

  protected SummaryResource() {}

  @Inject
  public SummaryResource(SummaryService summaries) {
    this.summaries = summaries;
  }

  @GET
  @Requires("timesheets:read")
  @Answers(refusals = 422)
  public Item<Summary> get(@Query SummaryFilter filter, @QueryParam("fields") String fields) {
    return Item.of(summaries.summarise(filter), 0, fields);
  }
}
