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

/** {@code /api/v1/roles}. */
@Path("api/v1/roles")
@ApplicationScoped
@Produces("application/json")
public class RolesResource {
  private RoleService roles;
  private BodyReader bodies;

  protected RolesResource() {}

  @Inject
  public RolesResource(RoleService roles, BodyReader bodies) {
    this.roles = roles;
    this.bodies = bodies;
  }

  @GET
  @Requires("roles:read")
  public Page<RoleView> list(@Query RoleFilter filter, @Query PageRequest page) {
    return roles.list(filter, page);
  }

  /** All of them, whatever {@code size} and {@code after} say. */
  @GET
  @Produces(CsvExport.TYPE)
  @Requires("roles:read")
  public CsvExport<RoleView> export(@Query RoleFilter filter, @Query PageRequest page) {
    return CsvExport.of(
        RoleView.class,
        page.fields(),
        roles.visibleFields(),
        rows -> roles.forEach(filter, page, rows));
  }

  @POST
  @Requires("roles:write")
  public Response create(NewRole given) {
    RoleView role = roles.create(given);
    return Response.created(URI.create("/api/v1/roles/" + role.id())).entity(item(role)).build();
  }

  @GET
  @Path("{id}")
  @Requires("roles:read")
  public Item<RoleView> get(@PathParam("id") long id, @QueryParam("fields") String fields) {
    RoleView role = roles.get(id);
    return Item.of(role, role.version(), fields);
  }

  @PUT
  @Path("{id}")
  @Requires("roles:write")
  public Item<RoleView> replace(
      @PathParam("id") long id, NewRole given, @HeaderParam("If-Match") List<String> ifMatch) {
    return item(Item.ifMatch(ifMatch, version -> roles.replace(id, given, version)));
  }

  @PATCH
  @Path("{id}")
  @Requires("roles:write")
  public Item<RoleView> patch(
      @PathParam("id") long id, JsonNode patch, @HeaderParam("If-Match") List<String> ifMatch) {
    RoleView current = roles.get(id);
    NewRole merged = bodies.patch(current.toInput(), patch, NewRole.class);
    return item(
        Item.patch(ifMatch, current.version(), version -> roles.replace(id, merged, version)));
  }

  @DELETE
  @Path("{id}")
  @Requires("roles:write")
  public void delete(@PathParam("id") long id, @HeaderParam("If-Match") List<String> ifMatch) {
    Item.deleteIfMatch(ifMatch, version -> roles.delete(id, version));
  }

  private static Item<RoleView> item(RoleView role) {
    return Item.of(role, role.version());
  }
}
