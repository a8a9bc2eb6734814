package io.plinth.clients.dashboard;

import io.plinth.clients.client.ClientService;
import io.plinth.platform.cache.WarmUp;
import io.plinth.platform.error.ProblemException;
import io.plinth.platform.error.ProblemType;
import io.plinth.platform.http.CsvExport;
import io.plinth.platform.http.Query;
import io.plinth.platform.http.RequestContext;
import io.plinth.platform.security.Requires;
import io.plinth.platform.settings.Firm;
import io.plinth.platform.web.Option;
import io.plinth.platform.web.View;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;

/**
 * The dashboard. Its shell comes at once; each panel then fetches itself. Without a script a panel
 * is a page of its own, or all of them come with {@code ?panels=all}.
 */
@Path("/")
@ApplicationScoped
@Produces(MediaType.TEXT_HTML)
public class DashboardPage implements WarmUp {
  private DashboardService dashboard;
  private ClientService clients;
  private Firm firm;

  protected DashboardPage() {}

  @Inject
  public DashboardPage(DashboardService dashboard, ClientService clients, Firm firm) {
    this.dashboard = dashboard;
    this.clients = clients;
    this.firm = firm;
  }

  @GET
  @Requires("dashboard:read")
  public View page(@Query DashboardQuery query) {
    DashboardFilter filter = filter(query);
    DashboardView data = query.isAtOnce() ? dashboard.all(filter) : null;
    return View.page(
        "Dashboard",
        "dashboard",
        "clients/dashboard",
        new DashboardScreen(controls(query, filter, true), data, clients.isEmpty()));
  }

  /** The shell and each panel, with the default filter. */
  @Override
  public void warmUp() {
    DashboardQuery query = new DashboardQuery(null, null, null, null, null, null, null, null);
    DashboardFilter filter = filter(query);
    DashboardPanel.NAMES.forEach(name -> dashboard.panel(name, filter));
    page(query);
  }

  @Override
  public String sharedBy() {
    return "timesheets:all";
  }

  /** One panel: alone for htmx, as a page for a browser without a script. */
  @GET
  @Path("panels/{name}")
  @Requires("dashboard:read")
  public View panel(@PathParam("name") String name, @Query DashboardQuery query) {
    requirePanel(name);
    DashboardFilter filter = filter(query);
    boolean alone = RequestContext.current().request().getHeader("HX-Request") != null;
    DashboardPanel panel =
        new DashboardPanel(name, controls(query, filter, !alone), dashboard.panel(name, filter));
    return alone
        ? View.fragment("clients/panel", panel)
        : View.page("Dashboard", "dashboard", "clients/panel-page", panel);
  }

  /** What a panel shows, as a file. */
  @GET
  @Path("panels/{name}.csv")
  @Requires("dashboard:read")
  @Produces("text/csv")
  public CsvExport<?> csv(@PathParam("name") String name, @Query DashboardQuery query) {
    requirePanel(name);
    DashboardFilter filter = filter(query);
    DashboardView data = dashboard.panel(name, filter);
    return DashboardCsv.of(name, data, filter.currency(), dashboard.showsMoney());
  }

  private static void requirePanel(String name) {
    if (!DashboardPanel.NAMES.contains(name)) {
      throw new ProblemException(ProblemType.NOT_FOUND, "There is no panel of that name.");
    }
  }

  private DashboardFilter filter(DashboardQuery query) {
    return dashboard.complete(query.filter(firm.today()));
  }

  /** The choices cost a statement, which a panel alone does not need. */
  private DashboardControls controls(
      DashboardQuery query, DashboardFilter filter, boolean withChoices) {
    List<Option> owners = new ArrayList<>();
    List<Option> currencies = new ArrayList<>();
    for (Choice choice : withChoices ? dashboard.listChoices() : List.<Choice>of()) {
      List<Option> options = choice.kind().equals("owner") ? owners : currencies;
      options.add(new Option(choice.value(), choice.label()));
    }
    return new DashboardControls(
        query.periodKey(),
        filter.from(),
        filter.to(),
        query.ownerId(),
        query.status() == null ? "" : query.status().name(),
        query.entityType() == null ? "" : query.entityType().name(),
        filter.currency(),
        firm.currency(),
        owners,
        currencies);
  }
}
