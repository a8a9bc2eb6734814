package io.plinth.clients.client;

import io.plinth.platform.cache.WarmUp;
import io.plinth.platform.http.CsvExport;
import io.plinth.platform.http.Query;
import io.plinth.platform.paging.Page;
import io.plinth.platform.security.Access;
import io.plinth.platform.security.Requires;
import io.plinth.platform.settings.Firm;
import io.plinth.platform.web.View;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/**
 * The list of clients. Every filter is in the address; htmx asks for the same page and takes the
 * part that changed.
 */
@Path("/")
@ApplicationScoped
@Produces(MediaType.TEXT_HTML)
public class ClientsPage implements WarmUp {
  private static final String FIELDS =
      "id,legalName,status,ownerName,hours,nextFollowUpDate,currency";
  private static final String MONEY_FIELDS = FIELDS + ",annualRecurring,revenue";
  private static final String EXPORT_FIELDS = ",entityType";
  private ClientService clients;
  private Access access;
  private Firm firm;

  protected ClientsPage() {}

  @Inject
  public ClientsPage(ClientService clients, Access access, Firm firm) {
    this.clients = clients;
    this.access = access;
    this.firm = firm;
  }

  /** Four statements: rows, count, totals, owners. */
  @GET
  @Path("clients")
  @Requires("clients:read")
  public View list(@Query ClientsQuery query) {
    Page<ClientView> page = clients.list(query.filter(firm.today()), query.page(fields()));
    boolean none = page.items().isEmpty();
    ClientListScreen screen =
        new ClientListScreen(
            query.link(),
            query.order(),
            clients.listOwners(),
            page.items().stream().map(ClientListScreen.Row::of).toList(),
            none ? null : clients.totals(query.filter(firm.today())),
            page.page().next(),
            page.page().total().count(),
            page.page().total().exact(),
            String.valueOf(firm.today().getYear()),
            firm.today(),
            none && query.isPlain());
    return View.page("Clients", "clients", "clients/list", screen);
  }

  @Override
  public void warmUp() {
    list(new ClientsQuery(null, null, null, null, null, null, null));
  }

  @Override
  public String sharedBy() {
    return "timesheets:all";
  }

  /** What the table shows, all of it. */
  @GET
  @Path("clients.csv")
  @Produces(CsvExport.TYPE)
  @Requires("clients:read")
  public CsvExport<ClientView> export(@Query ClientsQuery query) {
    int year = firm.today().getYear();
    boolean money = money();
    String fields = fields() + EXPORT_FIELDS;
    return CsvExport.<ClientView>of(
            rows -> clients.forEach(query.filter(firm.today()), query.page(fields), rows))
        .column("Name", ClientView::legalName)
        .column("Status", c -> ClientWords.status(c.status().name()))
        .column("Legal form", c -> ClientWords.entityType(c.entityType().name()))
        .column("Owner", ClientView::ownerName)
        .column(money, "Currency", ClientView::currency)
        .column(money, "ARR", ClientView::annualRecurring)
        .column(money, "Revenue " + year, ClientView::revenue)
        .column("Hours " + year, ClientView::hours)
        .column("Next follow-up", ClientView::nextFollowUpDate);
  }

  private String fields() {
    return money() ? MONEY_FIELDS : FIELDS;
  }

  private boolean money() {
    return access.can("revenue:read");
  }
}
