package io.plinth.platform.openapi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.plinth.platform.error.Problem;
import io.plinth.platform.http.Json;
import io.plinth.platform.http.Route;
import io.plinth.platform.http.Routes;
import io.plinth.platform.paging.Listings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The OpenAPI document of the REST interface, made once from the routes. Version 3.1, because 3.0
 * cannot say of a named schema that it may be null.
 */
@ApplicationScoped
public class OpenApiDocument {
  private static final String DESCRIPTION =
"""
The REST interface of Plinth. Every call carries an API key as a bearer token. Lists come in \
pages: `size`, `after`, `sort` and `fields` are the same everywhere. Every answer carries \
`X-Request-ID`. Errors are problems (RFC 9457), and name every invalid value at once. Reads \
carry an `ETag`; changes take it in `If-Match`. Unknown parameters, fields and properties are \
refused by name.\
""";
  private JsonNode tree;
  private byte[] json;
  private byte[] yaml;

  protected OpenApiDocument() {}

  @Inject
  public OpenApiDocument(Routes routes, Listings listings) {
    this(routes.api(), listings::sortKeys);
  }

  /** {@code sortKeys}: those of a kind of row. */
  public OpenApiDocument(List<Route> routes, Function<Class<?>, Set<String>> sortKeys) {
    tree = document(routes, sortKeys);
    try {
      json = Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(tree);
      yaml =
          YAMLMapper.builder()
              .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
              .disable(YAMLGenerator.Feature.SPLIT_LINES)
              .build()
              .writeValueAsString(tree)
              .getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Not to be changed. */
  public JsonNode tree() {
    return tree;
  }

  byte[] json() {
    return json;
  }

  byte[] yaml() {
    return yaml;
  }

  private static ObjectNode document(List<Route> routes, Function<Class<?>, Set<String>> sortKeys) {
    ObjectNode document = Schemas.object().put("openapi", "3.1.0");
    ObjectNode info = document.putObject("info").put("title", "Plinth").put("version", "1");
    info.put("description", DESCRIPTION);
    ObjectNode license = info.putObject("license").put("name", "Apache-2.0");
    license.put("url", "https://www.apache.org/licenses/LICENSE-2.0");
    document.putArray("servers").addObject().put("url", "/");
    document.putArray("security").addObject().putArray("bearer");
    tags(document, routes);
    Schemas schemas = new Schemas();
    schemas.of(Problem.class); // the first to be named
    ObjectNode paths = document.putObject("paths");
    Operations operations = new Operations(schemas, routes, sortKeys);
    byOperation(routes)
        .values()
        .forEach(
            same -> {
              Route first = same.get(0);
              paths
                  .withObject("/" + first.path().replace("~", "~0").replace("/", "~1"))
                  .set(first.verb().toLowerCase(Locale.ROOT), operations.of(same));
            });
    ObjectNode problems = new ProblemResponses(schemas, operations.refusals()).components();
    ObjectNode components = document.putObject("components");
    components.set("schemas", schemas.components());
    components.set("responses", problems);
    components.set("headers", ResponseHeaders.components());
    ObjectNode bearer = components.putObject("securitySchemes").putObject("bearer");
    bearer.put("type", "http").put("scheme", "bearer").put("description", "An API key.");
    examples(document, new Examples((ObjectNode) components.get("schemas")));
    return document;
  }

  private static Map<String, List<Route>> byOperation(List<Route> routes) {
    Map<String, List<Route>> operations = new LinkedHashMap<>();
    for (Route route : routes) {
      String key = route.path() + " " + route.verb();
      operations.computeIfAbsent(key, k -> new ArrayList<>()).add(route);
    }
    return operations;
  }

  private static void tags(ObjectNode document, List<Route> routes) {
    Map<String, Set<String>> areas = new TreeMap<>();
    Set<String> tags = new LinkedHashSet<>();
    for (Route route : routes) {
      if (tags.add(Names.tag(route))) {
        areas.computeIfAbsent(Names.area(route), a -> new LinkedHashSet<>()).add(Names.tag(route));
        ObjectNode tag = document.withArray("tags").addObject().put("name", Names.tag(route));
        String said = Prose.of(route.method().getDeclaringClass());
        String about = said == null ? "" : said.replaceFirst("^`/api/v1/[^`]*`[:.]?\\s*", "");
        tag.put("description", about.isEmpty() ? Names.tag(route) + "." : Names.capital(about));
      }
    }
    areas.forEach(
        (area, names) -> {
          ObjectNode group = document.withArray("x-tagGroups").addObject().put("name", area);
          names.forEach(group.putArray("tags")::add);
        });
  }

  /** One example for each body of the operations; problems bring their own. */
  private static void examples(ObjectNode document, Examples examples) {
    for (JsonNode path : document.get("paths")) {
      for (JsonNode operation : path) {
        example(operation.path("requestBody"), examples, Examples.Way.REQUEST);
        operation
            .path("responses")
            .forEach(response -> example(response, examples, Examples.Way.RESPONSE));
      }
    }
  }

  private static void example(JsonNode body, Examples examples, Examples.Way way) {
    for (var content : body.path("content").properties()) {
      if (content.getKey().endsWith("json")) {
        ObjectNode media = (ObjectNode) content.getValue();
        boolean patch = media.path("schema").path("$ref").asText().endsWith("Patch");
        JsonNode whole = examples.of(media.get("schema"), way);
        media.set("example", patch ? firstOf(whole) : whole);
      }
    }
  }

  /** A patch changes a little. */
  private static JsonNode firstOf(JsonNode whole) {
    ObjectNode one = Schemas.object();
    whole.properties().stream().limit(1).forEach(p -> one.set(p.getKey(), p.getValue()));
    return one;
  }
}
