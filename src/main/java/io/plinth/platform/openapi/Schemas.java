package io.plinth.platform.openapi;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plinth.platform.http.Json;
import io.plinth.platform.paging.Page;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * JSON schemas of the records that are read and written. Records and enums become named schemas,
 * everything else stands where it is used.
 *
 * <p>A component is required where it is primitive or constrained not to be null, and nullable
 * where it is neither. Records whose readers choose their fields ({@code fields=…}) require
 * nothing. A patch is its input with nothing required, on any level but inside lists, which are
 * replaced whole.
 */
final class Schemas {
  /** What every row has. */
  private static final Set<String> NEVER_NULL = Set.of("id", "version");

  private final ObjectNode components = object();
  private final Map<String, Type> owners = new HashMap<>();

  /** How a record is written down. */
  private enum Form {
    WHOLE,
    SELECTED,
    PATCH
  }

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** All named schemas, by name. */
  ObjectNode components() {
    ObjectNode sorted = object();
    Map<String, JsonNode> byName = new TreeMap<>();
    components.properties().forEach(e -> byName.put(e.getKey(), e.getValue()));
    byName.forEach(sorted::set);
    return sorted;
  }

  ObjectNode of(Type type) {
    return of(type, Form.WHOLE);
  }

  /** A record of which readers may choose the fields. */
  ObjectNode selected(Type type) {
    return of(type, Form.SELECTED);
  }

  /** A merge patch (RFC 7396) of an input record. */
  ObjectNode patch(Class<?> input) {
    return record(input, Form.PATCH);
  }

  /** The envelope of a list. */
  ObjectNode page(Class<?> row) {
    String name = name(row) + "Page";
    if (!components.has(name)) {
      ObjectNode schema = components.putObject(name).put("type", "object");
      schema.put("description", "One page of a list, with an honest total.");
      ObjectNode properties = schema.putObject("properties");
      ObjectNode items = properties.putObject("items").put("type", "array");
      items.set("items", selected(row));
      properties.set("page", of(Page.Info.class));
      schema.putArray("required").add("items").add("page");
    }
    return ref(name);
  }

  /**
   * Tells an input of its answer: what it accepts and ignores, as the answer has it; the answer
   * gets the examples of the input.
   */
  void pair(Class<?> input, Class<?> output) {
    ObjectNode taken = (ObjectNode) components.get(name(input)).get("properties");
    JsonNode shown = components.path(name(output)).path("properties");
    for (var property : taken.properties()) {
      JsonNode example = property.getValue().get("example");
      if (example != null && shown.get(property.getKey()) instanceof ObjectNode same) {
        same.set("example", example);
      }
    }
    JsonIgnoreProperties ignored = input.getAnnotation(JsonIgnoreProperties.class);
    for (String name : ignored == null ? new String[0] : ignored.value()) {
      ObjectNode property = shown.has(name) ? ((ObjectNode) shown.get(name)).deepCopy() : object();
      Constraints.say(property, "Accepted and ignored.");
      taken.set(name, property.put("readOnly", true));
    }
  }

  private ObjectNode of(Type type, Form form) {
    if (type instanceof ParameterizedType generic) {
      return generic(generic, form);
    }
    if (!(type instanceof Class<?> plain)) {
      return object();
    }
    if (plain.isRecord()) {
      return record(plain, form);
    }
    return plain.isEnum() ? enumeration(plain) : Scalars.of(plain);
  }

  private ObjectNode generic(ParameterizedType type, Form form) {
    Class<?> raw = (Class<?>) type.getRawType();
    Type[] arguments = type.getActualTypeArguments();
    if (Collection.class.isAssignableFrom(raw)) {
      ObjectNode array = object().put("type", "array");
      array.set("items", of(arguments[0], form == Form.PATCH ? Form.WHOLE : form));
      return array;
    }
    if (Map.class.isAssignableFrom(raw)) {
      ObjectNode map = object().put("type", "object");
      map.set("additionalProperties", of(arguments[1], Form.WHOLE));
      return map;
    }
    return of(raw, form);
  }

  private ObjectNode enumeration(Class<?> type) {
    String name = name(type);
    if (!components.has(name)) {
      ObjectNode schema = components.putObject(name).put("type", "string");
      Constraints.say(schema, Prose.of(type));
      ArrayNode values = schema.putArray("enum");
      for (Object constant : type.getEnumConstants()) {
        values.add(Json.MAPPER.<JsonNode>valueToTree(constant));
      }
    }
    return ref(name);
  }

  private ObjectNode record(Class<?> type, Form form) {
    String name = form == Form.PATCH ? patchName(type) : name(type);
    if (!components.has(name)) {
      ObjectNode schema = components.putObject(name).put("type", "object");
      Constraints.say(schema, Prose.of(type));
      ObjectNode properties = schema.putObject("properties");
      ArrayNode required = JsonNodeFactory.instance.arrayNode();
      for (RecordComponent component : type.getRecordComponents()) {
        Field field = field(type, component);
        if (!field.isAnnotationPresent(JsonIgnore.class)) {
          String property = property(properties, component, field, form);
          if (form == Form.WHOLE && isRequired(field)) {
            required.add(property);
          }
        }
      }
      if (!required.isEmpty()) {
        schema.set("required", required);
      }
    }
    return ref(name);
  }

  /** Adds a component and returns its name. */
  private String property(
      ObjectNode properties, RecordComponent component, Field field, Form form) {
    JsonProperty json = field.getAnnotation(JsonProperty.class);
    String name = json == null || json.value().isEmpty() ? component.getName() : json.value();
    Form inner = form == Form.PATCH ? Form.PATCH : Form.WHOLE;
    ObjectNode schema = of(component.getGenericType(), inner);
    elements(schema, component.getAnnotatedType());
    boolean nullable = !isRequired(field) && !NEVER_NULL.contains(name) && !isLeftOut(field);
    Constraints.say(schema, Prose.of(component.getDeclaringRecord(), component.getName()));
    new Constraints(field.getAnnotations()).describe(schema);
    Examples.suggest(schema, name);
    if (nullable) {
      orNull(schema);
    }
    if (json != null && json.access() == JsonProperty.Access.WRITE_ONLY) {
      schema.put("writeOnly", true);
    }
    if (json != null && json.access() == JsonProperty.Access.READ_ONLY) {
      schema.put("readOnly", true);
    }
    properties.set(name, schema);
    return name;
  }

  private static void orNull(ObjectNode schema) {
    if (schema.has("$ref")) {
      ObjectNode target = object().put("$ref", schema.remove("$ref").asText());
      schema.putArray("anyOf").add(target).addObject().put("type", "null");
    } else if (schema.has("type")) {
      String type = schema.get("type").asText();
      schema.putArray("type").add(type).add("null");
    }
  }

  /** The type that a value has where it is not null; empty where it may have any. */
  static String type(JsonNode schema) {
    JsonNode type = schema.path("type");
    return type.isArray() ? type.get(0).asText() : type.asText();
  }

  /** Constraints on the elements of a list. */
  private static void elements(ObjectNode schema, AnnotatedType type) {
    if (type instanceof AnnotatedParameterizedType list && schema.has("items")) {
      AnnotatedType element = list.getAnnotatedActualTypeArguments()[0];
      JsonNode items = schema.get("items");
      if (!items.has("$ref")) {
        new Constraints(element.getAnnotations()).describe((ObjectNode) items);
      }
    }
  }

  private static boolean isRequired(Field field) {
    return field.getType().isPrimitive() || new Constraints(field.getAnnotations()).required();
  }

  /** Whether a component, and not its record, says that it is left out where it is null. */
  static boolean isLeftOut(Class<?> type, RecordComponent component) {
    return field(type, component).isAnnotationPresent(JsonInclude.class);
  }

  private static boolean isLeftOut(Field field) {
    JsonInclude include = field.getAnnotation(JsonInclude.class);
    include =
        include == null ? field.getDeclaringClass().getAnnotation(JsonInclude.class) : include;
    return include != null && include.value() != JsonInclude.Include.ALWAYS;
  }

  private static Field field(Class<?> type, RecordComponent component) {
    try {
      return type.getDeclaredField(component.getName());
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The short name, or the type's own where that is taken, or else one with its feature. */
  private String name(Class<?> type) {
    return Stream.of(
            Names.schema(type), type.getSimpleName(), Names.feature(type) + type.getSimpleName())
        .filter(n -> owners.putIfAbsent(n, type) == null || owners.get(n) == type)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("No name is left for " + type));
  }

  /** {@code NewClient} is changed by a {@code ClientPatch}. */
  private String patchName(Class<?> type) {
    return name(type).replaceFirst("^New(?=[A-Z])", "") + "Patch";
  }

  private static ObjectNode ref(String name) {
    return object().put("$ref", "#/components/schemas/" + name);
  }
}
