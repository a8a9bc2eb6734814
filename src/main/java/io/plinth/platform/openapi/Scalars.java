package io.plinth.platform.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.InputStream;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.util.Map;
import java.util.UUID;

/** Types of one value, as the JSON writer writes them. */
final class Scalars {
  private static final Map<Class<?>, Class<?>> BOXES =
      Map.of(
          long.class, Long.class,
          int.class, Integer.class,
          short.class, Integer.class,
          boolean.class, Boolean.class,
          double.class, Double.class,
          float.class, Double.class);

  private Scalars() {}

  /** A schema without constraints; the empty one for what can be anything. */
  static ObjectNode of(Class<?> given) {
    Class<?> type = BOXES.getOrDefault(given, given);
    if (Number.class.isAssignableFrom(type)) {
      return number(type);
    }
    if (type == Boolean.class) {
      return Schemas.object().put("type", "boolean");
    }
    if (type == Object.class || JsonNode.class.isAssignableFrom(type)) {
      return Schemas.object();
    }
    return text(type);
  }

  private static ObjectNode number(Class<?> type) {
    ObjectNode schema = Schemas.object();
    if (type == Long.class) {
      return schema.put("type", "integer").put("format", "int64");
    }
    if (type == Integer.class) {
      return schema.put("type", "integer").put("format", "int32");
    }
    schema.put("type", "number");
    return type == Double.class ? schema.put("format", "double") : schema;
  }

  private static ObjectNode text(Class<?> type) {
    ObjectNode schema = Schemas.object().put("type", "string");
    if (type == LocalDate.class) {
      schema.put("format", "date").put("example", "2026-03-31");
    } else if (type == Instant.class || type == OffsetDateTime.class) {
      schema.put("format", "date-time").put("example", "2026-03-31T09:30:00Z");
    } else if (type == LocalTime.class) {
      // No format: generated Java clients read "time-local" into a type that they cannot handle.
      schema.put("pattern", "^\\d{2}:\\d{2}(:\\d{2}(\\.\\d+)?)?$").put("example", "09:30:00");
    } else if (type == YearMonth.class) {
      schema.put("pattern", "^\\d{4}-\\d{2}$").put("example", "2026-03");
    } else if (type == UUID.class) {
      schema.put("format", "uuid").put("example", "0f8fad5b-d9cb-469f-a165-70867728950e");
    } else if (InputStream.class.isAssignableFrom(type) || type == byte[].class) {
      schema.put("format", "binary");
    }
    return schema;
  }
}
