package io.plinth.platform.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plinth.platform.http.Route;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.core.MediaType;
import java.lang.annotation.Annotation;
import java.lang.reflect.Parameter;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.glassfish.jersey.media.multipart.FormDataParam;

/** What operations take: JSON records, merge patches of them, forms with files. */
final class Bodies {
  private static final List<String> PATCHES =
      List.of("application/merge-patch+json", MediaType.APPLICATION_JSON);
  private final Schemas schemas;
  private final List<Route> routes;

  Bodies(Schemas schemas, List<Route> routes) {
    this.schemas = schemas;
    this.routes = routes;
  }

  /** Null where the operation takes none. */
  ObjectNode of(Route route) {
    if (route.consumes().contains(MediaType.MULTIPART_FORM_DATA)) {
      return body(form(route), List.of(MediaType.MULTIPART_FORM_DATA));
    }
    Type type = route.body().orElse(null);
    if (type == null) {
      return null;
    }
    if (type == JsonNode.class && route.verb().equals("PATCH")) {
      ObjectNode patch = replaced(route).map(schemas::patch).orElseGet(Schemas::object);
      return body(patch, PATCHES);
    }
    List<String> consumes = route.consumes();
    return body(
        schemas.of(type), consumes.isEmpty() ? List.of(MediaType.APPLICATION_JSON) : consumes);
  }

  /** The record that PUT takes where this is PATCH. */
  private Optional<Class<?>> replaced(Route patch) {
    return routes.stream()
        .filter(r -> r.verb().equals("PUT") && r.path().equals(patch.path()))
        .flatMap(r -> r.body().stream())
        .filter(Class.class::isInstance)
        .<Class<?>>map(t -> (Class<?>) t)
        .findFirst();
  }

  private ObjectNode form(Route route) {
    ObjectNode schema = Schemas.object().put("type", "object");
    ObjectNode parts = schema.putObject("properties");
    for (Parameter parameter : route.method().getParameters()) {
      for (Annotation annotation : parameter.getAnnotations()) {
        if (annotation instanceof FormDataParam part) {
          parts.set(part.value(), part(parameter));
        } else if (annotation instanceof FormParam part) {
          parts.set(part.value(), part(parameter));
        }
      }
    }
    Multipart named = route.method().getAnnotation(Multipart.class);
    if (named != null) {
      Arrays.stream(named.files()).forEach(f -> parts.set(f, binary()));
      Arrays.stream(named.texts()).forEach(t -> parts.putObject(t).put("type", "string"));
    }
    parts.properties().stream()
        .filter(p -> p.getValue().path("format").asText().equals("binary"))
        .forEach(p -> schema.withArray("required").add(p.getKey()));
    return schema;
  }

  private ObjectNode part(Parameter parameter) {
    Class<?> type = parameter.getType();
    return type.isRecord() || type.getPackageName().startsWith("java.lang")
        ? schemas.of(type)
        : binary();
  }

  private static ObjectNode binary() {
    return Schemas.object().put("type", "string").put("format", "binary");
  }

  private static ObjectNode body(ObjectNode schema, List<String> mediaTypes) {
    ObjectNode body = Schemas.object().put("required", true);
    ObjectNode content = body.putObject("content");
    mediaTypes.forEach(m -> content.putObject(m).set("schema", schema));
    return body;
  }
}
