package io.plinth.platform.openapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plinth.platform.http.EventStream;
import io.plinth.platform.http.Item;
import io.plinth.platform.http.Route;
import io.plinth.platform.http.Streamed;
import io.plinth.platform.paging.Page;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** One operation of the document, from the routes that share its method and path. */
final class Operations {
  private static final Set<Integer> EVERYWHERE = Set.of(400, 406, 415, 429, 500, 503, 504);
  private final Schemas schemas;
  private final List<Route> routes;
  private final Parameters parameters;
  private final Bodies bodies;
  private final Set<Integer> refusals = new TreeSet<>();

  Operations(Schemas schemas, List<Route> routes, Function<Class<?>, Set<String>> sortKeys) {
    this.schemas = schemas;
    this.routes = routes;
    parameters = new Parameters(schemas, sortKeys);
    bodies = new Bodies(schemas, routes);
  }

  /** {@code same}: the routes of one method and path, one for each kind of answer. */
  ObjectNode of(List<Route> same) {
    Route route = same.stream().filter(Operations::isJson).findFirst().orElse(same.get(0));
    ObjectNode operation = Schemas.object();
    operation.putArray("tags").add(Names.tag(route));
    operation.put("operationId", Names.operation(route));
    words(operation, route);
    operation.set("parameters", parameters.of(route, row(answer(route))));
    ObjectNode body = bodies.of(route);
    if (body != null) {
      operation.set("requestBody", body);
    }
    ObjectNode responses = operation.putObject("responses");
    success(responses, route, same);
    Set<Integer> problems = problems(route, body != null);
    refusals.addAll(problems);
    problems.forEach(p -> responses.set(String.valueOf(p), ProblemResponses.ref(p)));
    if (route.open()) {
      operation.putArray("security");
    } else {
      operation.put("x-permission", route.permission());
    }
    pair(route);
    return operation;
  }

  /** The statuses of all problems that the operations so far name. */
  Set<Integer> refusals() {
    return refusals;
  }

  private static boolean isJson(Route route) {
    return route.produces().contains(MediaType.APPLICATION_JSON);
  }

  private static void words(ObjectNode operation, Route route) {
    String said = Prose.of(route.method());
    int end = said == null ? -1 : said.indexOf(". ");
    String first = end < 0 ? said : said.substring(0, end);
    operation.put("summary", first == null ? Names.summary(route) : first.replaceAll("\\.$", ""));
    String needs =
        route.permission() == null ? "" : "Needs the permission `" + route.permission() + "`.";
    String rest = end < 0 ? "" : said.substring(end + 2) + "\n\n";
    if (!(rest + needs).isEmpty()) {
      operation.put("description", rest + needs);
    }
  }

  /** The type of the answer's body; null where it has none or says nothing. */
  private Type answer(Route route) {
    Answers answers = route.method().getAnnotation(Answers.class);
    if (answers != null && answers.value() != void.class) {
      return answers.value();
    }
    Type type = route.method().getGenericReturnType();
    if (type == void.class) {
      return null;
    }
    return type == Response.class ? created(route) : type;
  }

  /** What was created is shown as its own resource shows it. */
  private Type created(Route create) {
    return routes.stream()
        .filter(r -> r.verb().equals("GET"))
        .filter(r -> r.method().getDeclaringClass() == create.method().getDeclaringClass())
        .map(r -> r.method().getGenericReturnType())
        .filter(t -> t instanceof ParameterizedType p && p.getRawType() == Item.class)
        .findFirst()
        .orElse(null);
  }

  private static Class<?> row(Type type) {
    return type instanceof ParameterizedType generic
            && (generic.getRawType() == Page.class || generic.getRawType() == Item.class)
            && generic.getActualTypeArguments()[0] instanceof Class<?> row
        ? row
        : null;
  }

  private ObjectNode schema(Type type) {
    Class<?> row = row(type);
    if (row == null) {
      return schemas.of(type);
    }
    return ((ParameterizedType) type).getRawType() == Page.class
        ? schemas.page(row)
        : schemas.selected(row);
  }

  private static int status(Route route) {
    Answers answers = route.method().getAnnotation(Answers.class);
    Class<?> type = route.method().getReturnType();
    if (answers != null) {
      return answers.status();
    }
    return type == void.class ? 204 : type == Response.class && isCreate(route) ? 201 : 200;
  }

  private static boolean isCreate(Route route) {
    return route.verb().equals("POST") && Names.operation(route).startsWith("create");
  }

  private void success(ObjectNode responses, Route route, List<Route> same) {
    int status = status(route);
    ObjectNode response = responses.putObject(String.valueOf(status));
    response.put("description", status == 204 ? "Done." : description(status));
    headers(response.putObject("headers"), route, status);
    Type type = answer(route);
    List<Route> jsonFirst =
        same.stream().sorted(Comparator.comparing(r -> r.equals(route) ? 0 : 1)).toList();
    for (Route one : jsonFirst) {
      for (String media : one.produces()) {
        if (status != 204 && !(one.equals(route) && type == null)) {
          ObjectNode schema = isBinary(media, one) ? text() : schema(answer(one));
          response.withObject("/content").putObject(media).set("schema", schema);
        }
      }
    }
    if (route.produces().contains(EventStream.TYPE)) {
      responses.putObject("204").put("description", "Nothing more will happen.");
    } else if (route.verb().equals("GET")) {
      ObjectNode unchanged = responses.putObject("304");
      unchanged.put("description", "Unchanged since the `ETag` in `If-None-Match`.");
      header(unchanged.putObject("headers"), "ETag");
    }
  }

  private static boolean isBinary(String media, Route route) {
    return !media.endsWith("json")
        || Streamed.class.isAssignableFrom(route.method().getReturnType());
  }

  private static ObjectNode text() {
    return Schemas.object().put("type", "string");
  }

  private static String description(int status) {
    return switch (status) {
      case 201 -> "Created.";
      case 202 -> "Accepted: the work goes on in the background.";
      default -> "OK.";
    };
  }

  private static void headers(ObjectNode headers, Route route, int status) {
    Answers answers = route.method().getAnnotation(Answers.class);
    if (status == 201 || (answers != null && answers.location())) {
      header(headers, "Location");
    }
    if (route.verb().equals("GET") || status == 201 || route.verb().equals("PATCH")) {
      header(headers, "ETag");
    }
    if (route.verb().equals("POST")) {
      header(headers, "Idempotency-Replayed");
    }
    if (Names.returnsPage(route)) {
      header(headers, "Link");
    }
    if (!route.open()) {
      header(headers, "RateLimit-Policy");
      header(headers, "RateLimit");
    }
    header(headers, "X-Request-ID");
    header(headers, "Server-Timing");
  }

  private static void header(ObjectNode headers, String name) {
    headers.putObject(name).put("$ref", "#/components/headers/" + name);
  }

  /** The statuses that an operation of this kind can be refused with. */
  private static Set<Integer> problems(Route route, boolean body) {
    Set<Integer> statuses = new TreeSet<>(EVERYWHERE);
    if (!route.open()) {
      statuses.addAll(List.of(401, 403));
    }
    if (route.path().contains("{")) {
      statuses.add(404);
    }
    statuses.add(route.verb().equals("GET") ? 414 : 409);
    Answers answers = route.method().getAnnotation(Answers.class);
    if (answers != null) {
      Arrays.stream(answers.refusals()).forEach(statuses::add);
    }
    if (body) {
      statuses.add(422);
    }
    if (Set.of("POST", "PUT", "PATCH").contains(route.verb())) {
      // Also where no body is expected: whatever comes is looked at.
      statuses.addAll(List.of(408, 413));
    }
    if (route.verb().equals("POST")) {
      statuses.add(422);
    }
    if (Set.of("PUT", "PATCH", "DELETE").contains(route.verb())) {
      statuses.add(412);
    }
    statuses.removeIf(s -> ProblemResponses.types(s).isEmpty());
    return statuses;
  }

  /** Inputs take back what was read, with the properties that only the answer has. */
  private void pair(Route route) {
    Class<?> output = row(answer(route));
    if (output != null
        && Set.of("POST", "PUT").contains(route.verb())
        && route.body().orElse(null) instanceof Class<?> input
        && input.isRecord()) {
      schemas.selected(output);
      schemas.pair(input, output);
    }
  }
}
