package io.plinth.platform.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import io.plinth.platform.error.ProblemType;
import io.plinth.platform.openapi.ApiScreen.Answer;
import io.plinth.platform.openapi.ApiScreen.Body;
import io.plinth.platform.openapi.ApiScreen.Call;
import io.plinth.platform.openapi.ApiScreen.Group;
import io.plinth.platform.openapi.ApiScreen.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The document as the page shows it: references followed, types in words. */
public final class ApiReference {
  private static final int MOST_CHOICES = 60;
  private final JsonNode document;

  public ApiReference(JsonNode document) {
    this.document = document;
  }

  /** {@code address}: the server's, for the examples. */
  public ApiScreen screen(String address) {
    Map<String, List<Call>> calls = new LinkedHashMap<>();
    document.get("tags").forEach(t -> calls.put(t.get("name").asText(), new ArrayList<>()));
    for (var path : document.get("paths").properties()) {
      for (var operation : path.getValue().properties()) {
        Call call = call(path.getKey(), operation.getKey(), operation.getValue());
        calls.get(operation.getValue().get("tags").get(0).asText()).add(call);
      }
    }
    List<Group> groups = new ArrayList<>();
    for (JsonNode tag : document.get("tags")) {
      String name = tag.get("name").asText();
      String about = tag.get("description").asText();
      String id = name.toLowerCase(Locale.ROOT).replace(' ', '-');
      String shown = about.equals(name + ".") ? null : plain(about);
      groups.add(new Group(id, name, shown, calls.get(name)));
    }
    return new ApiScreen(
        address, groups, Arrays.stream(ProblemType.values()).map(ProblemScreen::of).toList());
  }

  private Call call(String path, String verb, JsonNode operation) {
    List<Value> parameters = new ArrayList<>();
    operation.path("parameters").forEach(p -> parameters.add(parameter(p)));
    List<Answer> answers = new ArrayList<>();
    List<Integer> problems = new ArrayList<>();
    for (var response : operation.get("responses").properties()) {
      if (response.getValue().has("$ref")) {
        problems.add(Integer.valueOf(response.getKey()));
      } else {
        answers.add(answer(response.getKey(), response.getValue()));
      }
    }
    String about = text(operation, "description");
    String permission = text(operation, "x-permission");
    return new Call(
        operation.get("operationId").asText(),
        verb.toUpperCase(Locale.ROOT),
        path,
        operation.get("summary").asText(),
        about == null ? null : plain(about.replaceFirst("Needs the permission `[^`]*`\\.$", "")),
        permission,
        parameters,
        body(operation.path("requestBody")),
        answers,
        problems);
  }

  private Value parameter(JsonNode parameter) {
    return new Value(
        parameter.get("name").asText(),
        parameter.get("in").asText(),
        type(parameter.get("schema")),
        parameter.path("required").asBoolean(),
        plain(text(parameter, "description")),
        choices(parameter.get("schema")));
  }

  private Answer answer(String status, JsonNode response) {
    List<String> headers = new ArrayList<>();
    response.path("headers").fieldNames().forEachRemaining(headers::add);
    return new Answer(status, plain(text(response, "description")), headers, body(response));
  }

  private Body body(JsonNode holder) {
    if (!holder.has("content")) {
      return null;
    }
    var first = holder.get("content").properties().iterator().next();
    JsonNode schema = resolved(first.getValue().path("schema"));
    JsonNode example = first.getValue().path("example");
    List<String> types = new ArrayList<>();
    holder.get("content").fieldNames().forEachRemaining(types::add);
    return new Body(
        String.join(", ", types),
        properties(schema),
        example.isMissingNode() ? null : example.toPrettyString());
  }

  private List<Value> properties(JsonNode schema) {
    List<String> required = new ArrayList<>();
    schema.path("required").forEach(r -> required.add(r.asText()));
    List<Value> values = new ArrayList<>();
    for (var property : schema.path("properties").properties()) {
      JsonNode value = property.getValue();
      if (!value.path("readOnly").asBoolean()) {
        boolean must = required.contains(property.getKey());
        String about = plain(text(value, "description"));
        values.add(new Value(property.getKey(), null, type(value), must, about, choices(value)));
      }
    }
    return values;
  }

  private JsonNode resolved(JsonNode schema) {
    JsonNode target = schema.has("anyOf") ? schema.get("anyOf").get(0) : schema;
    String ref = target.path("$ref").asText();
    return ref.isEmpty() ? target : document.at(ref.substring(1));
  }

  private String type(JsonNode given) {
    JsonNode schema = resolved(given);
    String type = Schemas.type(schema);
    if (type.equals("array")) {
      return "list of " + type(schema.path("items")).replaceFirst(",.*| \\d.*", "") + "s";
    }
    if (schema.has("enum")) {
      return "choice";
    }
    String format = schema.path("format").asText();
    String words =
        switch (format) {
          case "date-time" -> "instant";
          case "date", "email", "uuid" -> format;
          case "binary" -> "file";
          default -> type.equals("string") ? "text" : type.isEmpty() ? "anything" : type;
        };
    return words + range(schema);
  }

  private static String range(JsonNode schema) {
    if (schema.has("maxLength")) {
      return ", up to " + schema.get("maxLength").asText();
    }
    if (schema.has("minimum") && schema.has("maximum")) {
      return " " + schema.get("minimum").asText() + " to " + schema.get("maximum").asText();
    }
    return "";
  }

  private List<String> choices(JsonNode given) {
    JsonNode schema = resolved(given);
    JsonNode values = schema.has("items") ? resolved(schema.get("items")) : schema;
    List<String> choices = new ArrayList<>();
    values.path("enum").forEach(v -> choices.add(v.asText()));
    return choices.size() > MOST_CHOICES ? List.of() : choices;
  }

  private static String text(JsonNode node, String name) {
    return node.path(name).asText(null);
  }

  private static String plain(String text) {
    return text == null || text.isBlank() ? null : text.replace("`", "").strip();
  }
}
