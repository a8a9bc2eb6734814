package io.plinth.clients.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.plinth.platform.http.BodyReader;
import io.plinth.platform.http.CsvExport;
import io.plinth.platform.http.Item;
import io.plinth.platform.http.Query;
import io.plinth.platform.paging.Page;
import io.plinth.platform.paging.PageRequest;
import io.plinth.platform.security.Requires;
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

/** {@code /api/v1/clients}. */
@Path("api/v1/clients")
@ApplicationScoped
@Produces("application/json")
public class ClientsResource {
  private ClientService clients;
  private BodyReader bodies;

  protected ClientsResource() {}

  @Inject
  public ClientsResource(ClientService clients, BodyReader bodies) {
    this.clients = clients;
    this.bodies = bodies;
  }

  @GET
  @Requires("clients:read")
  public Page<ClientView> list(@Query ClientFilter filter, @Query PageRequest page) {
    return clients.list(filter, page);
  }

  /** All of them, whatever {@code size} and {@code after} say. */
  @GET
  @Produces(CsvExport.TYPE)
  @Requires("clients:read")
  public CsvExport<ClientView> export(@Query ClientFilter filter, @Query PageRequest page) {
    return CsvExport.of(
        ClientView.class,
        page.fields(),
        clients.visibleFields(),
        rows -> clients.forEach(filter, page, rows));
  }

  @POST
  @Requires("clients:write")
  public Response create(NewClient given) {
    ClientView client = clients.create(given);
    return Response.created(URI.create("/api/v1/clients/" + client.id()))
        .entity(item(client))
        .build();
  }

  @GET
  @Path("{id}")
  @Requires("clients:read")
  public Item<ClientView> get(@PathParam("id") long id, @QueryParam("fields") String fields) {
    ClientView client = clients.get(id);
    return Item.of(client, client.version(), fields, clients.visibleFields());
  }

  @PUT
  @Path("{id}")
  @Requires("clients:write")
  public Item<ClientView> replace(
      @PathParam("id") long id, NewClient given, @HeaderParam("If-Match") List<String> ifMatch) {
    return item(Item.ifMatch(ifMatch, version -> clients.replace(id, given, version)));
  }

  @PATCH
  @Path("{id}")
  @Requires("clients:write")
  public Item<ClientView> patch(
      @PathParam("id") long id, JsonNode patch, @HeaderParam("If-Match") List<String> ifMatch) {
    ClientView current = clients.get(id);
    NewClient merged = bodies.patch(current.toInput(), patch, NewClient.class);
    return item(
        Item.patch(ifMatch, current.version(), version -> clients.replace(id, merged, version)));
  }

  @DELETE
  @Path("{id}")
  @Requires("clients:write")
  public void delete(@PathParam("id") long id, @HeaderParam("If-Match") List<String> ifMatch) {
    Item.deleteIfMatch(ifMatch, version -> clients.delete(id, version));
  }

  private Item<ClientView> item(ClientView client) {
    return Item.of(client, client.version(), null, clients.visibleFields());
  }
}
