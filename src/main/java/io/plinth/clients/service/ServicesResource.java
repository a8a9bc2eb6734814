package io.plinth.clients.service;

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

/** {@code /api/v1/services}. */
@Path("api/v1/services")
@ApplicationScoped
@Produces("application/json")
public class ServicesResource {
  private ServiceService services;
  private BodyReader bodies;

  protected ServicesResource() {}

  @Inject
  public ServicesResource(ServiceService services, BodyReader bodies) {
    this.services = services;
    this.bodies = bodies;
  }

  @GET
  @Requires("services:read")
  public Page<ServiceView> list(@Query ServiceFilter filter, @Query PageRequest page) {
    return services.list(filter, page);
  }

  /** All of them, whatever {@code size} and {@code after} say. */
  @GET
  @Produces(CsvExport.TYPE)
  @Requires("services:read")
  public CsvExport<ServiceView> export(@Query ServiceFilter filter, @Query PageRequest page) {
    return CsvExport.of(
        ServiceView.class,
        page.fields(),
        services.visibleFields(),
        rows -> services.forEach(filter, page, rows));
  }

  @POST
  @Requires("services:write")
  public Response create(NewService given) {
    ServiceView service = services.create(given);
    return Response.created(URI.create("/api/v1/services/" + service.id()))
        .entity(item(service))
        .build();
  }

  @GET
  @Path("{id}")
  @Requires("services:read")
  public Item<ServiceView> get(@PathParam("id") long id, @QueryParam("fields") String fields) {
    ServiceView service = services.get(id);
    return Item.of(service, service.version(), fields, services.visibleFields());
  }

  @PUT
  @Path("{id}")
  @Requires("services:write")
  public Item<ServiceView> replace(
      @PathParam("id") long id, NewService given, @HeaderParam("If-Match") List<String> ifMatch) {
    return item(Item.ifMatch(ifMatch, version -> services.replace(id, given, version)));
  }

  @PATCH
  @Path("{id}")
  @Requires("services:write")
  public Item<ServiceView> patch(
      @PathParam("id") long id, JsonNode patch, @HeaderParam("If-Match") List<String> ifMatch) {
    ServiceView current = services.get(id);
    NewService merged = bodies.patch(current.toInput(), patch, NewService.class);
    return item(
        Item.patch(ifMatch, current.version(), version -> services.replace(id, merged, version)));
  }

  @DELETE
  @Path("{id}")
  @Requires("services:write")
  public void delete(@PathParam("id") long id, @HeaderParam("If-Match") List<String> ifMatch) {
    Item.deleteIfMatch(ifMatch, version -> services.delete(id, version));
  }

  private Item<ServiceView> item(ServiceView service) {
    return Item.of(service, service.version(), null, services.visibleFields());
  }
}
