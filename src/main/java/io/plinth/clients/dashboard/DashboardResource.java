package io.plinth.clients.dashboard;

import io.plinth.platform.cache.WarmUp;
import io.plinth.platform.http.Item;
import io.plinth.platform.http.Query;
import io.plinth.platform.security.Requires;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import java.util.List;

/** {@code /api/v1/dashboard}: the page's numbers as JSON. */
@Path("api/v1/dashboard")
@ApplicationScoped
@Produces("application/json")
public class DashboardResource implements WarmUp {
  private DashboardService dashboard;

  protected DashboardResource() {}

  @Inject
  public DashboardResource(DashboardService dashboard) {
    this.dashboard = dashboard;
  }

  @GET
  @Requires("dashboard:read")
  public Item<DashboardView> get(
      @Query DashboardFilter filter, @QueryParam("fields") String fields) {
    return Item.of(dashboard.all(filter), 0, fields);
  }

  @Override
  public void warmUp() {
    dashboard.all(new DashboardFilter(null, null, null, List.of(), List.of(), null));
  }

  @Override
  public String sharedBy() {
    return "timesheets:all";
  }
}
