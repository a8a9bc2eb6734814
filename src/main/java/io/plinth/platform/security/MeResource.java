package io.plinth.platform.security;

import io.plinth.platform.http.Item;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import java.util.TreeSet;

/** {@code /api/v1/me}: who the credential belongs to and what it may do. */
@Path("api/v1/me")
@ApplicationScoped
@Produces("application/json")
public class MeResource {
  private UserService users;
  private Access access;

  protected MeResource() {}

  @Inject
  public MeResource(UserService users, Access access) {
    this.users = users;
    this.access = access;
  }

  /**
   * @param permissions as {@code resource:action}, those of the key where one was sent
   */
  public record Me(
      Long id,
      String username,
      String email,
      String displayName,
      String role,
      List<String> permissions) {}

  /** The person that the credential belongs to, and what it may do. */
  @GET
  @Requires("profile:read")
  public Item<Me> get(@QueryParam("fields") String fields) {
    UserView user = users.me();
    List<String> permissions = List.copyOf(new TreeSet<>(access.principal().permissions()));
    Me me =
        new Me(
            user.id(), user.username(), user.email(), user.displayName(), user.role(), permissions);
    return Item.of(me, user.version(), fields);
  }
}
