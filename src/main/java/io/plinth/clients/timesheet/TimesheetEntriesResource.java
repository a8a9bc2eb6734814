package io.plinth.clients.timesheet;

import com.fasterxml.jackson.databind.JsonNode;
import io.plinth.platform.http.BodyReader;
import io.plinth.platform.http.CsvExport;
import io.plinth.platform.http.Item;
import io.plinth.platform.http.Query;
import io.plinth.platform.paging.Page;
import io.plinth.platform.paging.PageRequest;
import io.plinth.platform.security.Requires;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;

/** {@code /api/v1/timesheet-entries}. */
@Path("api/v1/timesheet-entries")
@ApplicationScoped
@Produces("application/json")
public class TimesheetEntriesResource {
  private TimesheetService timesheets;
  private BodyReader bodies;

  protected TimesheetEntriesResource() {}

  @Inject
  public TimesheetEntriesResource(TimesheetService timesheets, BodyReader bodies) {
    this.timesheets = timesheets;
    this.bodies = bodies;
  }

  @GET
  @Requires("timesheets:read")
  public Page<TimesheetEntryView> list(@Query TimesheetFilter filter, @Query PageRequest page) {
    return timesheets.list(filter, page);
  }

  /** All of them, whatever {@code size} and {@code after} say. */
  @GET
  @Produces(CsvExport.TYPE)
  @Requires("timesheets:read")
  public CsvExport<TimesheetEntryView> export(
      @Query TimesheetFilter filter, @Query PageRequest page) {
    return CsvExport.of(
        TimesheetEntryView.class,
        page.fields(),
        timesheets.visibleFields(),
        rows -> timesheets.forEach(filter, page, rows));
  }

  @POST
  @Requires("timesheets:write")
  public Response create(NewTimesheetEntry given) {
    TimesheetEntryView entry = timesheets.create(given);
    return Response.created(URI.create("/api/v1/timesheet-entries/" + entry.id()))
        .entity(item(entry))
        .build();
  }

  @GET
  @Path("{id}")
  @Requires("timesheets:read")
  public Item<TimesheetEntryView> get(
      @PathParam("id") long id, @QueryParam("fields") String fields) {
    TimesheetEntryView entry = timesheets.get(id);
    return Item.of(entry, entry.version(), fields, timesheets.visibleFields());
  }

  @PUT
  @Path("{id}")
  @Requires("timesheets:write")
  public Item<TimesheetEntryView> replace(
      @PathParam("id") long id,
      NewTimesheetEntry given,
      @HeaderParam("If-Match") List<String> ifMatch) {
    return item(Item.ifMatch(ifMatch, version -> timesheets.replace(id, given, version)));
  }

  @PATCH
  @Path("{id}")
  @Requires("timesheets:write")
  public Item<TimesheetEntryView> patch(
      @PathParam("id") long id, JsonNode patch, @HeaderParam("If-Match") List<String> ifMatch) {
    TimesheetEntryView current = timesheets.get(id);
    NewTimesheetEntry merged = bodies.patch(current.toInput(), patch, NewTimesheetEntry.class);
    return item(
        Item.patch(ifMatch, current.version(), version -> timesheets.replace(id, merged, version)));
  }

  @DELETE
  @Path("{id}")
  @Requires("timesheets:write")
  public void delete(@PathParam("id") long id, @HeaderParam("If-Match") List<String> ifMatch) {
    Item.deleteIfMatch(ifMatch, version -> timesheets.delete(id, version));
  }

  private Item<TimesheetEntryView> item(TimesheetEntryView entry) {
    return Item.of(entry, entry.version(), null, timesheets.visibleFields());
  }
}
