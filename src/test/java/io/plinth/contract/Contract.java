package io.plinth.contract;

import com.fasterxml.jackson.databind.JsonNode;
import io.plinth.fixture.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The OpenAPI document as a promise that answers are held against. */
record Contract(JsonNode document) {
  private static final Set<String> VERBS = Set.of("get", "post", "put", "patch", "delete");

  /** Forms of JSON that every operation also speaks. */
  static final Set<String> BINARY = Set.of("application/msgpack", "application/cbor");

  List<Operation> operations() {
    List<Operation> operations = new ArrayList<>();
    for (var path : document.get("paths").properties()) {
      for (var operation : path.getValue().properties()) {
        if (VERBS.contains(operation.getKey())) {
          String verb = operation.getKey().toUpperCase(java.util.Locale.ROOT);
          operations.add(new Operation(this, verb, path.getKey(), operation.getValue()));
        }
      }
    }
    return operations;
  }

  /** The node itself, or what it refers to. */
  JsonNode resolved(JsonNode node) {
    String ref = node.path("$ref").asText();
    return ref.isEmpty() ? node : resolved(document.at(ref.substring(1)));
  }

  /** In what an answer differs from what the document says of its operation. */
  List<String> deviations(Operation operation, Answer answer) {
    JsonNode responses = operation.node().get("responses");
    JsonNode response = resolved(responses.path(String.valueOf(answer.status())));
    if (response.isMissingNode()) {
      return List.of("status " + answer.status() + " is not documented");
    }
    if (!response.has("content") || answer.bytes().length == 0) {
      return answer.bytes().length == 0 || answer.status() >= 300
          ? List.of()
          : List.of("a body, where none is documented");
    }
    String type = BINARY.contains(answer.mediaType()) ? "application/json" : answer.mediaType();
    JsonNode media = response.get("content").path(type);
    if (media.isMissingNode()) {
      return List.of(answer.mediaType() + " is not documented for " + answer.status());
    }
    if (!answer.mediaType().endsWith("json")) {
      return List.of();
    }
    return new Schema(this).deviations(media.get("schema"), answer.json());
  }
}
