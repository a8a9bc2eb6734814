package io.plinth.clients.importer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/**
 * Reads one mapping; collects every fault before it gives up, so that one answer names them all.
 */
final class MappingParser {

  static final String SOURCE_SYSTEM = "sourceSystem";
  static final String DATE_FORMAT = "dateFormat";
  static final String TIME_ZONE = "timeZone";
  static final String DECIMAL = "decimal";
  static final String ROUNDING = "rounding";

  private static final String PROJECT = "project";
  private static final int MAX_JSON = 64 * 1024;
  private static final int MAX_SOURCE_SYSTEM = 100;
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();
  private static final Map<String, ImportField> FIELDS = fields();
  private static final List<String> SETTINGS =
      List.of(SOURCE_SYSTEM, DATE_FORMAT, TIME_ZONE, DECIMAL, ROUNDING);

  private final List<ImportProblem> faults = new ArrayList<>();
  private final Map<ImportField, String> columns = new EnumMap<>(ImportField.class);
  private final Map<String, String> settings = new LinkedHashMap<>();

  private static Map<String, ImportField> fields() {
    Map<String, ImportField> fields = new LinkedHashMap<>();
    for (ImportField field : ImportField.values()) {
      fields.put(field.key(), field);
    }
    fields.put(PROJECT, ImportField.SERVICE);
    return fields;
  }

  static String legalKeys() {
    TreeSet<String> keys = new TreeSet<>(FIELDS.keySet());
    keys.addAll(SETTINGS);
    return String.join(", ", keys);
  }

  ImportMapping parse(String json) {
    tree(json).properties().forEach(entry -> take(entry.getKey(), entry.getValue()));
    ImportMapping mapping =
        new ImportMapping(columns, sourceSystem(), dateFormat(), timeZone(), decimal(), rounding());
    if (!faults.isEmpty()) {
      throw new ImportRejected(faults);
    }
    return mapping;
  }

  private static JsonNode tree(String json) {
    if (json == null || json.isBlank()) {
      throw ImportRejected.of(0, "The mapping is empty; it must be a JSON object.");
    }
    if (json.length() > MAX_JSON) {
      throw ImportRejected.of(0, "The mapping is longer than " + MAX_JSON + " characters.");
    }
    try {
      JsonNode tree = JSON.readTree(json);
      if (!tree.isObject()) {
        throw ImportRejected.of(
            0, null, json, "The mapping must be a JSON object. Its keys: " + legalKeys() + ".");
      }
      return tree;
    } catch (JsonProcessingException e) {
      String where =
          e.getLocation() == null
              ? ""
              : " (line %d, column %d)"
                  .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr());
      throw ImportRejected.of(0, null, json, "The mapping is not valid JSON" + where + ".");
    }
  }

  private void take(String key, JsonNode node) {
    ImportField field = FIELDS.get(key);
    if (field == null && !SETTINGS.contains(key)) {
      fault(key, node.asText(), "Unknown key \"" + key + "\". Keys: " + legalKeys() + ".");
    } else if (node.isNull()) {
      return;
    } else if (!node.isTextual()) {
      fault(key, node.toString(), "The value of \"" + key + "\" must be a text in quotes.");
    } else if (node.textValue().isBlank()) {
      return;
    } else if (field == null) {
      settings.put(key, node.textValue());
    } else if (columns.put(field, node.textValue().strip()) != null) {
      fault(key, node.textValue(), "\"service\" and \"project\" mean the same: give one of them.");
    }
  }

  private String sourceSystem() {
    String value = settings.get(SOURCE_SYSTEM);
    if (value == null) {
      return null;
    }
    String name = value.strip();
    if (name.length() > MAX_SOURCE_SYSTEM || name.chars().anyMatch(Character::isISOControl)) {
      fault(
          SOURCE_SYSTEM,
          value,
          "sourceSystem must be at most " + MAX_SOURCE_SYSTEM + " characters on one line.");
    }
    return name;
  }

  private String dateFormat() {
    String value = settings.get(DATE_FORMAT);
    if (value == null) {
      return null;
    }
    try {
      DatePattern.of(value);
    } catch (IllegalArgumentException e) {
      fault(DATE_FORMAT, value, e.getMessage());
    }
    return value;
  }

  private ZoneId timeZone() {
    String value = settings.get(TIME_ZONE);
    if (value == null) {
      return null;
    }
    try {
      return ZoneId.of(value.strip());
    } catch (DateTimeException e) {
      fault(TIME_ZONE, value, "Unknown time zone; give one such as Europe/Berlin, UTC or +01:00.");
      return null;
    }
  }

  private Character decimal() {
    String value = settings.get(DECIMAL);
    if (value == null) {
      return null;
    }
    if (!value.strip().equals(",") && !value.strip().equals(".")) {
      fault(DECIMAL, value, "decimal must be \",\" or \".\".");
    }
    return value.strip().charAt(0);
  }

  private Rounding rounding() {
    String value = settings.get(ROUNDING);
    if (value == null) {
      return null;
    }
    for (Rounding rounding : Rounding.values()) {
      if (rounding.name().equals(value.strip().toUpperCase(Locale.ROOT))) {
        return rounding;
      }
    }
    fault(ROUNDING, value, "rounding must be NONE, NEAREST or UP.");
    return null;
  }

  private void fault(String key, String value, String detail) {
    faults.add(new ImportProblem(0, key, value, detail));
  }
}
