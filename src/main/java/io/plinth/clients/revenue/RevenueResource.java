package io.plinth.clients.revenue;

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

/** {@code /api/v1/revenue}. */
@Path("api/v1/revenue")
@ApplicationScoped
@Produces("application/json")
public class RevenueResource {
  private RevenueService revenue;

  protected RevenueResource() {}

  @Inject
  public RevenueResource(RevenueService revenue) {
    this.revenue = revenue;
  }

  @GET
  @Requires("revenue:read")
  @Answers(refusals = 422)
  public Item<RevenueReport> get(@Query RevenueFilter filter, @QueryParam("fields") String fields) {
    return Item.of(revenue.report(filter), 0, fields);
  }
}
