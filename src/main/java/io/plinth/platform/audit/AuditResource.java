package io.plinth.platform.audit;

import io.plinth.platform.http.CsvExport;
import io.plinth.platform.http.Query;
import io.plinth.platform.openapi.Answers;
import io.plinth.platform.paging.Page;
import io.plinth.platform.paging.PageRequest;
import io.plinth.platform.security.Requires;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;

/** {@code /api/v1/audit-events} and {@code /api/v1/audit/verification}. */
@Path("api/v1")
@ApplicationScoped
@Produces("application/json")
public class AuditResource {
  private AuditService audit;

  protected AuditResource() {}

  @Inject
  public AuditResource(AuditService audit) {
    this.audit = audit;
  }

  @GET
  @Path("audit-events")
  @Requires("audit:read")
  public Page<AuditEventView> list(@Query AuditEventFilter filter, @Query PageRequest page) {
    return audit.list(filter, page);
  }

  /** All of them, whatever {@code size} and {@code after} say. */
  @GET
  @Path("audit-events")
  @Produces(CsvExport.TYPE)
  @Requires("audit:read")
  public CsvExport<AuditEventView> export(@Query AuditEventFilter filter, @Query PageRequest page) {
    return CsvExport.of(
        AuditEventView.class,
        page.fields(),
        audit.visibleFields(),
        rows -> audit.forEach(filter, page, rows));
  }

  /**
   * Goes through the whole audit trail and names the first event that was changed, deleted or
   * inserted past Plinth. {@code since} is a former {@code end}: what was cut off behind it shows.
   */
  @GET
  @Path("audit/verification")
  @Requires("audit:read")
  @Answers(value = AuditVerification.class, refusals = 409)
  public AuditVerification verify(@QueryParam("since") String since) {
    return audit.verify(since);
  }
}
