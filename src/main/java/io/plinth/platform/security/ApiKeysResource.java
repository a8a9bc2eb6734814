package io.plinth.platform.security;

import com.fasterxml.jackson.databind.JsonNode;
import io.plinth.platform.http.BodyReader;
import io.plinth.platform.http.CsvExport;
import io.plinth.platform.http.Item;
import io.plinth.platform.http.Query;
import io.plinth.platform.paging.Page;
import io.plinth.platform.paging.PageRequest;
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

/** {@code /api/v1/api-keys}. */
@Path("api/v1/api-keys")
@ApplicationScoped
@Produces("application/json")
public class ApiKeysResource {
  private ApiKeyService keys;
  private BodyReader bodies;

  protected ApiKeysResource() {}

  @Inject
  public ApiKeysResource(ApiKeyService keys, BodyReader bodies) {
    this.keys = keys;
    this.bodies = bodies;
  }

  @GET
  @Requires("profile:read")
  public Page<ApiKeyView> list(@Query ApiKeyFilter filter, @Query PageRequest page) {
    return keys.list(filter, page);
  }

  /** All of them, whatever {@code size} and {@code after} say. */
  @GET
  @Produces(CsvExport.TYPE)
  @Requires("profile:read")
  public CsvExport<ApiKeyView> export(@Query ApiKeyFilter filter, @Query PageRequest page) {
    return CsvExport.of(
        ApiKeyView.class,
        page.fields(),
        keys.visibleFields(),
        rows -> keys.forEach(filter, page, rows));
  }

  @POST
  @Requires("profile:write")
  public Response create(NewApiKey given) {
    ApiKeyView key = keys.create(given);
    return Response.created(URI.create("/api/v1/api-keys/" + key.id())).entity(item(key)).build();
  }

  @GET
  @Path("{id}")
  @Requires("profile:read")
  public Item<ApiKeyView> get(@PathParam("id") long id, @QueryParam("fields") String fields) {
    ApiKeyView key = keys.get(id);
    return Item.of(key, key.version(), fields);
  }

  @PUT
  @Path("{id}")
  @Requires("profile:write")
  public Item<ApiKeyView> replace(
      @PathParam("id") long id, NewApiKey given, @HeaderParam("If-Match") List<String> ifMatch) {
    return item(Item.ifMatch(ifMatch, version -> keys.replace(id, given, version)));
  }

  @PATCH
  @Path("{id}")
  @Requires("profile:write")
  public Item<ApiKeyView> patch(
      @PathParam("id") long id, JsonNode patch, @HeaderParam("If-Match") List<String> ifMatch) {
    ApiKeyView current = keys.get(id);
    NewApiKey merged = bodies.patch(current.toInput(), patch, NewApiKey.class);
    return item(
        Item.patch(ifMatch, current.version(), version -> keys.replace(id, merged, version)));
  }

  @DELETE
  @Path("{id}")
  @Requires("profile:write")
  public void delete(@PathParam("id") long id, @HeaderParam("If-Match") List<String> ifMatch) {
    Item.deleteIfMatch(ifMatch, version -> keys.delete(id, version));
  }

  private static Item<ApiKeyView> item(ApiKeyView key) {
    return Item.of(key, key.version());
  }
}
