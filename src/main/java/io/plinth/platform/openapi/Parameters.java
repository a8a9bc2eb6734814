package io.plinth.platform.openapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plinth.platform.http.Query;
import io.plinth.platform.http.Route;
import io.plinth.platform.paging.PageRequest;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/** The parameters of an operation: in its path, its query and its headers. */
final class Parameters {
  private static final int MOST_VALUES = 500;
  private static final int LONGEST_TEXT = 1_000;
  private static final Map<String, String> HEADERS =
      Map.of(
          "If-Match",
          "The `ETag` that was read. A newer version of the resource is not overwritten: 412.",
          "If-None-Match",
          "The `ETag` of what the client has. 304 where it is still the same.",
          "Idempotency-Key",
          "Chosen by the client, anew for each request. Within 24 hours, the same request with the"
              + " same key is carried out once: sent again, it gets the answer of the first,"
              + " without any secret in it. What failed is not kept. While the first is being"
              + " carried out: 409 with `Retry-After`. With another address or body: 422.",
          "Last-Event-ID",
          "The id of the last event that was received.");
  private final Schemas schemas;
  private final Function<Class<?>, Set<String>> sortKeys;

  Parameters(Schemas schemas, Function<Class<?>, Set<String>> sortKeys) {
    this.schemas = schemas;
    this.sortKeys = sortKeys;
  }

  /** {@code row} is what the operation shows, for its fields and sort keys; null where unknown. */
  ArrayNode of(Route route, Class<?> row) {
    Map<String, ObjectNode> found = new LinkedHashMap<>();
    for (Parameter parameter : route.method().getParameters()) {
      if (parameter.isAnnotationPresent(Query.class)) {
        for (RecordComponent component : parameter.getType().getRecordComponents()) {
          add(found, query(component, row));
        }
      } else {
        add(found, single(parameter, row));
      }
    }
    if (route.verb().equals("GET")) {
      add(found, header("If-None-Match"));
    }
    if (route.verb().equals("POST")) {
      add(found, header("Idempotency-Key"));
    }
    ArrayNode parameters = JsonNodeFactory.instance.arrayNode();
    for (String place : List.of("path", "query", "header")) {
      found.values().stream()
          .filter(p -> p.get("in").asText().equals(place))
          .forEach(parameters::add);
    }
    return parameters;
  }

  private static void add(Map<String, ObjectNode> found, ObjectNode parameter) {
    if (parameter != null) {
      found.putIfAbsent(parameter.get("in").asText() + parameter.get("name").asText(), parameter);
    }
  }

  private ObjectNode single(Parameter parameter, Class<?> row) {
    PathParam path = parameter.getAnnotation(PathParam.class);
    if (path != null) {
      ObjectNode schema = schemas.of(parameter.getParameterizedType());
      ids(schema);
      Examples.suggest(schema, path.value());
      return parameter("path", path.value(), null, schema).put("required", true);
    }
    QueryParam query = parameter.getAnnotation(QueryParam.class);
    if (query != null) {
      return query.value().equals("fields") && row != null
          ? fields(Arrays.stream(row.getRecordComponents()))
          : list(
              parameter(
                  "query", query.value(), null, schemas.of(parameter.getParameterizedType())));
    }
    HeaderParam header = parameter.getAnnotation(HeaderParam.class);
    return header == null ? null : header(header.value());
  }

  private ObjectNode query(RecordComponent component, Class<?> row) {
    String name = component.getName();
    boolean paging = component.getDeclaringRecord() == PageRequest.class;
    if (paging && row != null && name.equals("sort")) {
      return sort(row);
    }
    if (paging && row != null && name.equals("fields")) {
      // What single reads leave out where it is null, lists never have.
      return fields(
          Arrays.stream(row.getRecordComponents()).filter(c -> !Schemas.isLeftOut(row, c)));
    }
    ObjectNode schema = schemas.of(component.getGenericType());
    ids(schema.has("items") ? (ObjectNode) schema.get("items") : schema);
    if (paging && name.equals("size")) {
      schema.put("minimum", 1).put("maximum", PageRequest.MAX_SIZE);
      schema.put("default", PageRequest.DEFAULT_SIZE);
    }
    if (component.getType() == String.class) {
      schema.put("maxLength", LONGEST_TEXT);
    }
    String said = Prose.of(component.getDeclaringRecord(), name);
    return list(parameter("query", name, said, schema));
  }

  /** Whole 64-bit numbers in requests are ids: positive. */
  private static void ids(ObjectNode schema) {
    if (schema.path("format").asText().equals("int64")) {
      schema.put("minimum", 1);
    }
  }

  private ObjectNode sort(Class<?> row) {
    List<String> names =
        sortKeys.apply(row).stream().flatMap(k -> List.of(k, "-" + k).stream()).toList();
    return choice("sort", "Keys in order, `-` for descending. Ties are broken by the id.", names);
  }

  private static ObjectNode fields(Stream<RecordComponent> components) {
    TreeSet<String> names = new TreeSet<>();
    components.forEach(c -> names.add(c.getName()));
    return choice("fields", "The fields to answer with; all where it is left out.", names);
  }

  private static ObjectNode choice(String name, String said, Collection<String> names) {
    ObjectNode schema = Schemas.object().put("type", "array");
    ObjectNode items = schema.putObject("items").put("type", "string");
    if (!names.isEmpty()) {
      names.forEach(items.putArray("enum")::add);
    }
    return list(parameter("query", name, said, schema));
  }

  /** Lists are separated by commas. */
  private static ObjectNode list(ObjectNode parameter) {
    if (parameter.path("schema").path("type").asText().equals("array")) {
      parameter.put("style", "form").put("explode", false);
      ((ObjectNode) parameter.get("schema")).put("maxItems", MOST_VALUES);
    }
    return parameter;
  }

  private static ObjectNode header(String name) {
    ObjectNode schema = Schemas.object().put("type", "string");
    if (name.startsWith("If-")) {
      schema.put("example", "\"3.kG1h9yHnQf2bLq0s\"");
    }
    if (name.equals("Idempotency-Key")) {
      schema.put("pattern", "^[!-~]{1,255}$");
      schema.put("example", "6f1c1f0e-2f2b-4c55-9f59-0d8d3c8f3b1a");
    }
    return parameter("header", name, HEADERS.get(name), schema);
  }

  private static ObjectNode parameter(String in, String name, String said, ObjectNode schema) {
    ObjectNode parameter = Schemas.object().put("name", name).put("in", in);
    if (said != null) {
      parameter.put("description", said);
    }
    parameter.set("schema", schema);
    return parameter;
  }
}
