package io.plinth.platform.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.plinth.platform.http.Json;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What is different between two states of something, as JSON. Of what is new or gone, all that is
 * not null; of what changed, only that. That a secret changed is told, the secret never: it is
 * known by its name, so that no annotation can be forgotten.
 */
record Changes(ObjectNode before, ObjectNode after) {
  static final String HIDDEN = "***";
  private static final Pattern SECRET =
      Pattern.compile(
          "(?i).*(password|passphrase|secret|token|hash|credential|csrf|private.?key|api.?key).*"
              + "|key");
  private static final int LONGEST_TEXT = 4_000;

  /** Each a record, a map, or null. */
  static Changes between(Object before, Object after) {
    ObjectNode old = before == null ? null : Json.exactTree(before);
    ObjectNode now = after == null ? null : Json.exactTree(after);
    if (old == null || now == null) {
      return new Changes(safe(withoutNulls(old)), safe(withoutNulls(now)));
    }
    Set<String> names = new LinkedHashSet<>();
    old.fieldNames().forEachRemaining(names::add);
    now.fieldNames().forEachRemaining(names::add);
    for (String name : names) {
      if (Objects.equals(old.get(name), now.get(name))) {
        old.remove(name);
        now.remove(name);
      }
    }
    return new Changes(safe(old), safe(now));
  }

  private static ObjectNode withoutNulls(ObjectNode node) {
    if (node != null) {
      node.properties().removeIf(f -> f.getValue().isNull());
    }
    return node;
  }

  /** Details of what is no change. */
  static ObjectNode details(Map<String, ?> details) {
    return details.isEmpty() ? null : between(null, details).after();
  }

  boolean isEmpty() {
    return (before == null || before.isEmpty()) && (after == null || after.isEmpty());
  }

  /** A secret: its name is all that may be told. */
  static boolean isSecret(String name) {
    return SECRET.matcher(name).matches();
  }

  private static ObjectNode safe(ObjectNode node) {
    if (node != null) {
      node.properties().forEach(f -> f.setValue(safe(f.getKey(), f.getValue())));
    }
    return node;
  }

  private static JsonNode safe(String name, JsonNode value) {
    if (value.isNull()) {
      return value;
    }
    if (isSecret(name)) {
      return TextNode.valueOf(HIDDEN);
    }
    if (value.isTextual()) {
      return TextNode.valueOf(storable(value.textValue(), LONGEST_TEXT));
    }
    if (value instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        array.set(i, safe(name, array.get(i)));
      }
    }
    return value instanceof ObjectNode object ? safe(object) : value;
  }

  /** What PostgreSQL can store as text: no NUL, no half of a character, not too long. */
  static String storable(String text, int longest) {
    if (text == null) {
      return null;
    }
    String cut = text.length() > longest ? text.substring(0, longest - 1) + "…" : text;
    StringBuilder clean = new StringBuilder(cut.length());
    cut.codePoints()
        .map(
            c ->
                c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)
                    ? '\uFFFD'
                    : c)
        .forEach(clean::appendCodePoint);
    return clean.toString();
  }
}
