package io.plinth.platform.idempotency;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plinth.platform.http.Item;
import io.plinth.platform.http.Json;
import io.plinth.platform.http.JsonProvider;
import io.plinth.platform.idempotency.Attempt.Answer;
import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.util.Arrays;
import java.util.List;

/**
 * Where the route is known and permitted: gives the answer that is kept, or notes the one that is
 * new. It is kept as JSON and written in whatever form the client accepts.
 */
@Provider
@Priority(Priorities.USER)
public class ReplayFilter implements ContainerRequestFilter, ContainerResponseFilter {
  private static final String REPLAYED = "Idempotency-Replayed";
  @Inject private Idempotency idempotency;

  @Override
  public void filter(ContainerRequestContext request) {
    Attempt attempt = Attempt.current();
    if (attempt != null) {
      idempotency.find(attempt).ifPresent(answer -> request.abortWith(response(answer)));
    }
  }

  private static Response response(Answer answer) {
    Response.ResponseBuilder response = Response.status(answer.status()).header(REPLAYED, "true");
    if (answer.location() != null) {
      response.header(HttpHeaders.LOCATION, URI.create(answer.location()));
    }
    if (answer.body() != null) {
      Kept body = new Kept(Json.exactTree(answer.body()));
      response.entity(answer.version() == null ? body : Item.of(body, answer.version()));
      response.type("application/json");
    }
    return response.build();
  }

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    Attempt attempt = Attempt.current();
    if (attempt == null || attempt.isReplayed() || response.getStatus() >= 300) {
      return;
    }
    Object entity = response.getEntity();
    Long version = entity instanceof Item<?> item ? (Long) item.version() : null;
    Object body = entity instanceof Item<?> item ? item.body() : entity;
    String json = body instanceof Record shown ? json(entity, shown) : null;
    boolean kept = json != null && idempotency.keeps(json);
    attempt.answered(
        new Answer(
            response.getStatus(),
            response.getHeaderString(HttpHeaders.LOCATION),
            kept ? version : null,
            kept ? json : null));
  }

  /** As it is shown, secrets apart. */
  private static String json(Object entity, Record body) {
    Object shown = JsonProvider.shown(entity);
    List<String> secrets =
        Arrays.stream(body.getClass().getRecordComponents())
            .filter(c -> c.isAnnotationPresent(ShownOnce.class))
            .map(RecordComponent::getName)
            .toList();
    try {
      if (secrets.isEmpty()) {
        return Json.MAPPER.writeValueAsString(shown);
      }
      ObjectNode tree = Json.exactTree(shown);
      return Json.MAPPER.writeValueAsString(tree.without(secrets));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
