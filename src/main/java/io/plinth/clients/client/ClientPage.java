package io.plinth.clients.client;

import io.plinth.clients.dashboard.DashboardView.Month;
import io.plinth.clients.timesheet.TimesheetEntryView;
import io.plinth.clients.timesheet.TimesheetFilter;
import io.plinth.clients.timesheet.TimesheetService;
import io.plinth.platform.http.CsvExport;
import io.plinth.platform.paging.PageRequest;
import io.plinth.platform.security.Access;
import io.plinth.platform.security.Requires;
import io.plinth.platform.web.View;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** One client. */
@Path("/")
@ApplicationScoped
@Produces(MediaType.TEXT_HTML)
public class ClientPage {
  private static final PageRequest NEWEST_FIRST =
      new PageRequest(null, null, "-date,-startTime", null);
  private ClientOverview overview;
  private ClientService clients;
  private TimesheetService timesheets;
  private Access access;

  protected ClientPage() {}

  @Inject
  public ClientPage(
      ClientOverview overview, ClientService clients, TimesheetService timesheets, Access access) {
    this.overview = overview;
    this.clients = clients;
    this.timesheets = timesheets;
    this.access = access;
  }

  @GET
  @Path("clients/{id}")
  @Requires("clients:read")
  public View show(@PathParam("id") long id) {
    ClientScreen screen = overview.screen(id);
    return View.page(screen.facts().legalName(), "clients", "clients/client", screen);
  }

  /** What its charts show. */
  @GET
  @Path("clients/{id}/months.csv")
  @Produces(CsvExport.TYPE)
  @Requires("clients:read")
  public CsvExport<Month> months(@PathParam("id") long id) {
    ClientOverview.Months months = overview.months(id);
    boolean money = access.can("revenue:read");
    return CsvExport.of(months.items())
        .column("Month", Month::month)
        .column(money, "Revenue in " + months.currency(), Month::revenue)
        .column("Hours", Month::hours)
        .column("Billable hours", Month::billableHours);
  }

  /** Every entry of the client, newest first. */
  @GET
  @Path("clients/{id}/entries.csv")
  @Produces(CsvExport.TYPE)
  @Requires("timesheets:read")
  public CsvExport<TimesheetEntryView> entries(@PathParam("id") long id) {
    clients.get(id, "id");
    boolean money = access.can("revenue:read");
    return CsvExport.<TimesheetEntryView>of(
            rows -> timesheets.forEach(TimesheetFilter.client(id), NEWEST_FIRST, rows))
        .column("Date", TimesheetEntryView::date)
        .column("Start", TimesheetEntryView::startTime)
        .column("End", TimesheetEntryView::endTime)
        .column("Person", TimesheetEntryView::userName)
        .column("Service", TimesheetEntryView::serviceType)
        .column("Task", TimesheetEntryView::projectTask)
        .column("Description", TimesheetEntryView::description)
        .column("Tags", TimesheetEntryView::tags)
        .column("Hours", TimesheetEntryView::hours)
        .column("Billable", e -> e.billable() ? "yes" : "no")
        .column(money, "Rate", TimesheetEntryView::resolvedRate)
        .column(money, "Amount", TimesheetEntryView::amount)
        .column(money, "Currency", TimesheetEntryView::currency)
        .column("State", e -> ClientWords.entryStatus(e.status().name()));
  }
}
