package io.plinth.platform.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;

/**
 * Example values: for a property what its documentation calls "such as", what its name is usually
 * about, or something of its type; for an object all its properties.
 */
final class Examples {
  private static final int DEEPEST = 8;
  private static final Map<String, String> BY_NAME =
      Map.ofEntries(
          Map.entry("name", "Monthly report"),
          Map.entry("displayName", "Ada Lovelace"),
          Map.entry("username", "ada"),
          Map.entry("email", "ada@example.com"),
          Map.entry("role", "Staff"),
          Map.entry("password", "four-quiet-blue-herons"),
          Map.entry("permissions", "clients:read"),
          Map.entry("allowedAddresses", "10.0.0.0/8"),
          Map.entry("prefix", "plinth_Tq"),
          Map.entry("key", "plinth_TqV3mC0R5J8kX1aYb7wZ9dEfGhIjKlMnOpQrStUv"),
          Map.entry("legalName", "Northwind Traders LLC"),
          Map.entry("currency", "USD"),
          Map.entry("next", "WyJub3J0aHdpbmQiLDQyXQ.Qm9v"),
          Map.entry("month", "2026-03"));
  private static final Map<String, Integer> NUMBERS =
      Map.of("size", 50, "count", 1234, "status", 400, "version", 3, "duration", 5_400);
  private static final BigDecimal AMOUNT = new BigDecimal("125.50");
  private final ObjectNode schemas;

  /** What an example is for. */
  enum Way {
    REQUEST("readOnly"),
    RESPONSE("writeOnly");

    private final String hidden;

    Way(String hidden) {
      this.hidden = hidden;
    }
  }

  Examples(ObjectNode schemas) {
    this.schemas = schemas;
  }

  /** Gives a property the example that its documentation or its name suggests. */
  static void suggest(ObjectNode schema, String name) {
    boolean list = Schemas.type(schema).equals("array");
    ObjectNode target = list ? (ObjectNode) schema.get("items") : schema;
    String said = Constraints.suchAs(schema.path("description").asText());
    if (name.equals("endTime")) {
      target.put("example", "11:00:00"); // after the start, by the duration
    } else if (Schemas.type(target).equals("string") && !target.has("example")) {
      String text = said == null ? named(name) : said;
      if ((text != null && !target.has("format")) || name.equals("email")) {
        target.put("example", text);
      }
    } else if (name.equals("id") || name.endsWith("Id")) {
      target.put("example", 42);
    } else if (Schemas.type(target).equals("integer") && NUMBERS.containsKey(name)) {
      target.put("example", NUMBERS.get(name));
    }
  }

  private static String named(String name) {
    return BY_NAME.getOrDefault(name, name.endsWith("Name") ? "Northwind Traders LLC" : null);
  }

  JsonNode of(JsonNode schema, Way way) {
    return of(schema, way, "value", 0);
  }

  private JsonNode of(JsonNode schema, Way way, String name, int depth) {
    if (schema.has("example")) {
      return schema.get("example");
    }
    if (schema.has("$ref")) {
      String ref = schema.get("$ref").asText();
      return of(schemas.path(ref.substring(ref.lastIndexOf('/') + 1)), way, name, depth + 1);
    }
    if (schema.has("anyOf")) {
      return of(schema.get("anyOf").get(0), way, name, depth);
    }
    if (depth > DEEPEST) {
      return JsonNodeFactory.instance.nullNode();
    }
    return switch (Schemas.type(schema)) {
      case "object" -> object(schema, way, depth);
      case "array" -> array(schema, way, name, depth);
      default -> scalar(schema, name);
    };
  }

  private JsonNode object(JsonNode schema, Way way, int depth) {
    ObjectNode example = Schemas.object();
    for (var property : schema.path("properties").properties()) {
      if (!property.getValue().path(way.hidden).asBoolean()) {
        example.set(property.getKey(), of(property.getValue(), way, property.getKey(), depth + 1));
      }
    }
    if (schema.path("additionalProperties").isObject()) {
      example.set("key", of(schema.get("additionalProperties"), way, "value", depth + 1));
    }
    return example;
  }

  private JsonNode array(JsonNode schema, Way way, String name, int depth) {
    ArrayNode example = JsonNodeFactory.instance.arrayNode();
    return example.add(of(schema.path("items"), way, name, depth + 1));
  }

  private static JsonNode scalar(JsonNode schema, String name) {
    JsonNodeFactory json = JsonNodeFactory.instance;
    if (schema.has("enum")) {
      return schema.get("enum").get(0);
    }
    return switch (Schemas.type(schema)) {
      case "integer" -> json.numberNode(Math.max(3, schema.path("minimum").asInt(0)));
      case "number" -> json.numberNode(number(schema, name));
      case "boolean" -> json.booleanNode(true);
      case "string" -> json.textNode(text(schema, name));
      default -> json.objectNode();
    };
  }

  /** Hours are those of the example's duration. */
  private static BigDecimal number(JsonNode schema, String name) {
    BigDecimal example = name.equals("hours") ? new BigDecimal("1.5") : AMOUNT;
    return schema.has("maximum") ? example.min(schema.get("maximum").decimalValue()) : example;
  }

  private static String text(JsonNode schema, String name) {
    String words = name.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
    String text = Character.toUpperCase(words.charAt(0)) + words.substring(1);
    int most = schema.path("maxLength").asInt(Integer.MAX_VALUE);
    return text.length() > most ? text.substring(0, most) : text;
  }
}
