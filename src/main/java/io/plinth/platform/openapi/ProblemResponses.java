package io.plinth.platform.openapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plinth.platform.error.Problem;
import io.plinth.platform.error.ProblemType;
import io.plinth.platform.error.ProblemWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** One named response for each status of the error catalogue, with an example of each problem. */
final class ProblemResponses {
  private static final String SAMPLE_ID = "0f8fad5b-d9cb-469f-a165-70867728950e";
  private final ObjectNode responses = Schemas.object();

  ProblemResponses(Schemas schemas, Set<Integer> statuses) {
    ObjectNode schema = schemas.of(Problem.class);
    statuses.forEach(status -> responses.set("Problem" + status, response(status, schema)));
  }

  ObjectNode components() {
    return responses;
  }

  static ObjectNode ref(int status) {
    return Schemas.object().put("$ref", "#/components/responses/Problem" + status);
  }

  private static ObjectNode response(int status, ObjectNode schema) {
    List<ProblemType> types = types(status);
    ObjectNode response = Schemas.object();
    response.put(
        "description",
        String.join(" ", types.stream().map(t -> t.title() + ": " + t.meaning()).toList()));
    headers(status, response.putObject("headers"));
    ObjectNode content = response.putObject("content").putObject(ProblemWriter.MEDIA_TYPE);
    content.set("schema", schema.deepCopy());
    ObjectNode examples = content.putObject("examples");
    types.forEach(t -> examples.putObject(slug(t)).set("value", example(t)));
    return response;
  }

  private static void headers(int status, ObjectNode headers) {
    headers.set("X-Request-ID", header("X-Request-ID"));
    switch (status) {
      case 401 -> headers.set("WWW-Authenticate", header("WWW-Authenticate"));
      case 429 -> {
        headers.set("Retry-After", header("Retry-After"));
        headers.set("RateLimit-Policy", header("RateLimit-Policy"));
        headers.set("RateLimit", header("RateLimit"));
      }
      case 409, 503, 504 -> headers.set("Retry-After", header("Retry-After"));
      default -> {}
    }
  }

  private static ObjectNode header(String name) {
    return Schemas.object().put("$ref", "#/components/headers/" + name);
  }

  static List<ProblemType> types(int status) {
    return Arrays.stream(ProblemType.values()).filter(t -> t.status() == status).toList();
  }

  static String slug(ProblemType type) {
    return type.uri().substring(type.uri().lastIndexOf('/') + 1);
  }

  static ObjectNode example(ProblemType type) {
    ObjectNode problem = Schemas.object();
    problem.put("type", type.uri());
    problem.put("title", type.title());
    problem.put("status", type.status());
    problem.put("detail", type.meaning());
    problem.put("instance", "/api/v1/users");
    problem.put("requestId", SAMPLE_ID);
    ArrayNode errors = Schemas.object().arrayNode();
    if (type == ProblemType.INVALID_REQUEST) {
      errors
          .addObject()
          .put("pointer", "/displayName")
          .put("detail", "displayName must not be blank.");
    } else if (type == ProblemType.UNKNOWN_PARAMETER) {
      errors
          .addObject()
          .put("parameter", "colour")
          .put("detail", "\"colour\" is unknown. Legal: after, fields, size, sort.");
    }
    if (!errors.isEmpty()) {
      problem.set("errors", errors);
    }
    return problem;
  }
}
