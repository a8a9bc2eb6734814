package io.plinth.contract;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * As much of JSON Schema as Plinth's document uses. Stricter in one point: an object has no
 * property but those that its schema names, for one that is not documented is a fault.
 */
final class Schema {
  private static final int MOST_SHOWN = 60;
  private static final Pattern INSTANT =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?Z");
  private final Contract contract;
  private final List<String> found = new ArrayList<>();

  Schema(Contract contract) {
    this.contract = contract;
  }

  List<String> deviations(JsonNode schema, JsonNode value) {
    check(schema, value, "");
    return found;
  }

  private void check(JsonNode given, JsonNode value, String at) {
    JsonNode schema = contract.resolved(given);
    if (schema.has("anyOf")) {
      boolean fits = false;
      for (JsonNode one : schema.get("anyOf")) {
        fits |= new Schema(contract).deviations(one, value).isEmpty();
      }
      if (!fits) {
        fault(at, "none of anyOf", value);
      }
      return;
    }
    if (!types(schema).isEmpty() && types(schema).stream().noneMatch(t -> isOf(t, value))) {
      fault(at, types(schema).toString(), value);
    } else if (value.isObject()) {
      object(schema, value, at);
    } else if (value.isArray()) {
      for (int i = 0; i < value.size() && schema.has("items"); i++) {
        check(schema.get("items"), value.get(i), at + "/" + i);
      }
    } else if (value.isTextual()) {
      text(schema, value, at);
    } else if (value.isNumber()) {
      number(schema, value, at);
    }
  }

  private static Set<String> types(JsonNode schema) {
    Set<String> types = new TreeSet<>();
    JsonNode type = schema.path("type");
    if (type.isTextual()) {
      types.add(type.asText());
    }
    type.forEach(t -> types.add(t.asText()));
    return types;
  }

  private static boolean isOf(String type, JsonNode value) {
    return switch (type) {
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "string" -> value.isTextual();
      case "integer" -> value.isIntegralNumber();
      case "number" -> value.isNumber();
      case "boolean" -> value.isBoolean();
      default -> value.isNull();
    };
  }

  private void object(JsonNode schema, JsonNode value, String at) {
    schema
        .path("required")
        .forEach(
            r -> {
              if (!value.has(r.asText())) {
                found.add(at + "/" + r.asText() + " is missing");
              }
            });
    JsonNode properties = schema.path("properties");
    for (var property : value.properties()) {
      String place = at + "/" + property.getKey();
      if (properties.has(property.getKey())) {
        check(properties.get(property.getKey()), property.getValue(), place);
      } else if (schema.has("additionalProperties")) {
        check(schema.get("additionalProperties"), property.getValue(), place);
      } else if (schema.has("properties")) {
        found.add(place + " is not documented");
      }
    }
  }

  private void text(JsonNode schema, JsonNode value, String at) {
    String text = value.asText();
    if (schema.has("enum")) {
      boolean legal = false;
      for (JsonNode one : schema.get("enum")) {
        legal |= one.equals(value);
      }
      if (!legal) {
        fault(at, "one of " + schema.get("enum"), value);
      }
    }
    int length = text.codePointCount(0, text.length());
    if (length > schema.path("maxLength").asInt(Integer.MAX_VALUE)
        || length < schema.path("minLength").asInt(0)) {
      fault(at, "of that length", value);
    }
    if (schema.has("pattern") && !text.matches("(?s).*" + schema.get("pattern").asText() + ".*")) {
      fault(at, "of that pattern", value);
    }
    boolean formed =
        switch (schema.path("format").asText()) {
          case "date" -> text.matches("\\d{4}-\\d\\d-\\d\\d");
          case "date-time" -> INSTANT.matcher(text).matches();
          case "uuid" -> text.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
          default -> true;
        };
    if (!formed) {
      fault(at, schema.get("format").asText(), value);
    }
  }

  private void number(JsonNode schema, JsonNode value, String at) {
    var number = value.decimalValue();
    boolean low =
        schema.has("minimum") && number.compareTo(schema.get("minimum").decimalValue()) < 0
            || schema.has("exclusiveMinimum")
                && number.compareTo(schema.get("exclusiveMinimum").decimalValue()) <= 0;
    boolean high =
        schema.has("maximum") && number.compareTo(schema.get("maximum").decimalValue()) > 0;
    if (low || high) {
      fault(at, "in range", value);
    }
  }

  private void fault(String at, String expected, JsonNode value) {
    String shown = value.toString();
    String cut = shown.length() > MOST_SHOWN ? shown.substring(0, MOST_SHOWN) + "…" : shown;
    found.add((at.isEmpty() ? "the body" : at) + " is not " + expected + ": " + cut);
  }
}
