package io.plinth.platform.http;

import io.plinth.platform.error.FieldError;
import io.plinth.platform.error.ProblemException;
import io.plinth.platform.error.ProblemType;
import io.plinth.platform.paging.Listings;
import io.plinth.platform.paging.PageRequest;
import io.plinth.platform.security.Access;
import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Once the route is known: is it permitted, and are its query parameters legal? A method that
 * declares neither a permission nor that it is open is refused: default deny.
 */
@Provider
@Priority(Priorities.AUTHORIZATION)
public class RouteFilter implements ContainerRequestFilter {
  /** Under this prefix and the type's name, the request property with a bound query record. */
  static final String BOUND = "plinth.query.";

  @Context private ResourceInfo resource;
  @Inject private Access access;
  @Inject private Listings listings;

  @Override
  public void filter(ContainerRequestContext request) {
    Route route = Route.of(resource.getResourceMethod());
    RequestContext.current().matched(route);
    if (route.verb() == null) {
      return; // OPTIONS, which Jersey answers by itself: it tells the methods and nothing else
    }
    if (!route.open()) {
      permit(route, request.getUriInfo().getPath());
    }
    requireBody(route, request);
    bind(route, request);
  }

  /** Says all that is wrong with the query at once: what is unknown before what is invalid. */
  private void bind(Route route, ContainerRequestContext request) {
    MultivaluedMap<String, String> query = request.getUriInfo().getQueryParameters();
    Set<String> unknown = new TreeSet<>(query.keySet());
    unknown.removeAll(route.parameters());
    if (route.takesAnyQuery()) {
      unknown.clear();
    }
    QueryBinder binder = new QueryBinder(query);
    for (Class<?> type : route.queries()) {
      request.setProperty(BOUND + type.getName(), binder.bind(type));
    }
    List<FieldError> errors = new ArrayList<>(binder.errors());
    route.row().ifPresent(row -> errors.addAll(nameErrors(route, row, query)));
    if (!unknown.isEmpty()) {
      throw ProblemException.unknownParameters(unknown, route.parameters(), errors);
    }
    if (!errors.isEmpty()) {
      throw ProblemException.invalid(errors);
    }
  }

  /** Of sort keys and fields, which the lists know. Given twice they are refused as such. */
  private List<FieldError> nameErrors(
      Route route, Class<?> row, MultivaluedMap<String, String> query) {
    String sort = once("sort", route, query);
    String fields = once("fields", route, query);
    if (sort == null && fields == null) {
      return List.of();
    }
    return route.queries().contains(PageRequest.class)
        ? listings.errors(row, sort, fields, access::can)
        : listings.errors(row, fields, access::can);
  }

  private static String once(String name, Route route, MultivaluedMap<String, String> query) {
    List<String> given = query.getOrDefault(name, List.of());
    return given.size() == 1 && route.parameters().contains(name) ? given.get(0).strip() : null;
  }

  /** Without a body, or without its type, Jersey would hand the method null. */
  private static void requireBody(Route route, ContainerRequestContext request) {
    boolean expected = route.body().isPresent() || !route.consumes().isEmpty();
    if (expected && !request.hasEntity()) {
      throw new ProblemException(ProblemType.MALFORMED_BODY, "The body is empty.");
    }
    if (expected && request.getMediaType() == null) {
      throw new ProblemException(
          ProblemType.UNSUPPORTED_MEDIA_TYPE, "Say what the body is in Content-Type.");
    }
  }

  private void permit(Route route, String path) {
    if (route.permission() == null) {
      throw new ProblemException(ProblemType.FORBIDDEN, "Nobody may do this.");
    }
    if (access.principal().mustChangePassword() && !path.equals("password")) {
      throw new ProblemException(
          ProblemType.PASSWORD_CHANGE_REQUIRED, "Change your one-time password first: /password.");
    }
    access.require(route.permission());
  }
}
