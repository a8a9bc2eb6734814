package io.plinth.platform.audit;

import io.plinth.platform.http.CsvExport;
import io.plinth.platform.http.Query;
import io.plinth.platform.paging.Page;
import io.plinth.platform.security.Requires;
import io.plinth.platform.web.View;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** Who did what, newest first. Every filter is in the address. */
@Path("/")
@ApplicationScoped
@Produces(MediaType.TEXT_HTML)
public class AuditPage {
  private AuditService audit;

  protected AuditPage() {}

  @Inject
  public AuditPage(AuditService audit) {
    this.audit = audit;
  }

  /** Three statements: rows, count, people. */
  @GET
  @Path("audit")
  @Requires("audit:read")
  public View list(@Query AuditQuery query) {
    Page<AuditEventView> page = audit.list(query.filter(), query.page());
    AuditScreen screen =
        new AuditScreen(
            query.link(),
            query.order(),
            audit.listPeople(),
            page.items().stream().map(AuditScreen.Row::of).toList(),
            page.page().next(),
            page.page().total().count(),
            page.page().total().exact());
    return View.page("Audit", "audit", "platform/audit", screen);
  }

  /** What the table shows, all of it. */
  @GET
  @Path("audit.csv")
  @Produces(CsvExport.TYPE)
  @Requires("audit:read")
  public CsvExport<AuditEventView> export(@Query AuditQuery query) {
    return CsvExport.of(
        AuditEventView.class,
        null,
        audit.visibleFields(),
        rows -> audit.forEach(query.filter(), query.page(), rows));
  }
}
