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

/** {@code /api/v1/users}. */
@Path("api/v1/users")
@ApplicationScoped
@Produces("application/json")
public class UsersResource {
  private UserService users;
  private BodyReader bodies;

  protected UsersResource() {}

  @Inject
  public UsersResource(UserService users, BodyReader bodies) {
    this.users = users;
    this.bodies = bodies;
  }

  @GET
  @Requires("users:read")
  public Page<UserView> list(@Query UserFilter filter, @Query PageRequest page) {
    return users.list(filter, page);
  }

  /** All of them, whatever {@code size} and {@code after} say. */
  @GET
  @Produces(CsvExport.TYPE)
  @Requires("users:read")
  public CsvExport<UserView> export(@Query UserFilter filter, @Query PageRequest page) {
    return CsvExport.of(
        UserView.class,
        page.fields(),
        users.visibleFields(),
        rows -> users.forEach(filter, page, rows));
  }

  @POST
  @Requires("users:write")
  public Response create(NewUser given) {
    UserView user = users.create(given);
    return Response.created(URI.create("/api/v1/users/" + user.id())).entity(item(user)).build();
  }

  @GET
  @Path("{id}")
  @Requires("users:read")
  public Item<UserView> get(@PathParam("id") long id, @QueryParam("fields") String fields) {
    UserView user = users.get(id);
    return Item.of(user, user.version(), fields);
  }

  @PUT
  @Path("{id}")
  @Requires("users:write")
  public Item<UserView> replace(
      @PathParam("id") long id, NewUser given, @HeaderParam("If-Match") List<String> ifMatch) {
    return item(Item.ifMatch(ifMatch, version -> users.replace(id, given, version)));
  }

  @PATCH
  @Path("{id}")
  @Requires("users:write")
  public Item<UserView> patch(
      @PathParam("id") long id, JsonNode patch, @HeaderParam("If-Match") List<String> ifMatch) {
    UserView current = users.get(id);
    NewUser merged = bodies.patch(current.toInput(), patch, NewUser.class);
    return item(
        Item.patch(ifMatch, current.version(), version -> users.replace(id, merged, version)));
  }

  @DELETE
  @Path("{id}")
  @Requires("users:write")
  public void delete(@PathParam("id") long id, @HeaderParam("If-Match") List<String> ifMatch) {
    Item.deleteIfMatch(ifMatch, version -> users.delete(id, version));
  }

  private static Item<UserView> item(UserView user) {
    return Item.of(user, user.version());
  }
}
