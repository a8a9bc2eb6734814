package io.plinth.platform.operations;

import io.plinth.platform.http.Item;
import io.plinth.platform.security.Requires;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;

/** {@code /api/v1/operations}: how the server and its database are doing. */
@Path("api/v1/operations")
@ApplicationScoped
@Produces("application/json")
public class OperationsResource {
  private OperationsService operations;

  protected OperationsResource() {}

  @Inject
  public OperationsResource(OperationsService operations) {
    this.operations = operations;
  }

  /**
   * The node that answers: latencies, statements, pool, jobs and caches since its start; and its
   * database: the slowest statements, foreign keys without an index.
   */
  @GET
  @Requires("metrics:read")
  public Item<OperationsView> get(@QueryParam("fields") String fields) {
    return Item.of(operations.get(), 0, fields);
  }

  /** Empties a cache, on all nodes; its name as in the list of caches. */
  @DELETE
  @Path("caches/{cache}")
  @Requires("operations:write")
  public void clearCache(@PathParam("cache") String cache) {
    operations.clearCache(cache);
  }
}
