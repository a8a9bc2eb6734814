package io.plinth.platform.http;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.plinth.platform.error.FieldError;
import io.plinth.platform.error.ProblemException;
import io.plinth.platform.error.ProblemType;
import io.plinth.platform.error.SelfChecked;
import io.plinth.platform.error.Violations;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.validation.Validator;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.core.MultivaluedMap;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes input records of JSON objects and of forms, property by property, so that every unknown,
 * mistyped and invalid one is named at once.
 */
@ApplicationScoped
public class BodyReader {
  /** No amount, rate or duration has more; beyond that arithmetic overflows. */
  private static final int MOST_DIGITS = 50;

  /** Of a list that does not say how many it takes. */
  private static final int MOST_VALUES = 1_000;

  private Validator validator;

  protected BodyReader() {}

  @Inject
  public BodyReader(Validator validator) {
    this.validator = validator;
  }

  /** A record of a JSON object. */
  public <R extends Record> R read(JsonNode body, Class<R> type) {
    return read(body, type, Json.MAPPER);
  }

  /**
   * A record of the fields of a form: texts, read as what they are meant to be. Of a field that is
   * given twice the last counts: a box that is ticked follows the hidden field for one that is not.
   */
  public <R extends Record> R read(MultivaluedMap<String, String> form, Class<R> type) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    for (RecordComponent component : type.getRecordComponents()) {
      List<String> values = form.getOrDefault(component.getName(), List.of());
      if (!values.isEmpty()) {
        body.put(component.getName(), values.get(values.size() - 1));
      }
    }
    return read(body, type, Json.LENIENT);
  }

  /** JSON Merge Patch (RFC 7396): {@code current} as changed by {@code patch}. */
  public <R extends Record> R patch(R current, JsonNode patch, Class<R> type) {
    ObjectNode merged = (ObjectNode) merge(Json.MAPPER.valueToTree(current), object(patch));
    return read(merged, type);
  }

  private static JsonNode merge(JsonNode target, JsonNode patch) {
    if (!patch.isObject()) {
      return patch;
    }
    ObjectNode result =
        target.isObject() ? (ObjectNode) target : JsonNodeFactory.instance.objectNode();
    patch
        .properties()
        .forEach(
            p -> {
              if (p.getValue().isNull()) {
                result.putNull(p.getKey());
              } else {
                JsonNode old = result.path(p.getKey());
                result.set(p.getKey(), merge(old, p.getValue()));
              }
            });
    return result;
  }

  private <R extends Record> R read(JsonNode body, Class<R> type, ObjectMapper mapper) {
    List<FieldError> errors = new ArrayList<>();
    R value = construct(object(body), type, mapper, errors);
    addNew(Violations.errors(validator.validate(value)), errors);
    if (!errors.isEmpty()) {
      if (value instanceof SelfChecked checked) {
        addNew(checked.errors(), errors);
      }
      throw ProblemException.invalid(errors);
    }
    return value;
  }

  /** Of a property that is known to be wrong nothing more is said. */
  private static void addNew(List<FieldError> found, List<FieldError> errors) {
    Set<String> known = new HashSet<>(errors.stream().map(FieldError::pointer).toList());
    found.stream().filter(e -> !known.contains(e.pointer())).forEach(errors::add);
  }

  private static ObjectNode object(JsonNode body) {
    if (body instanceof ObjectNode object) {
      return object;
    }
    throw new ProblemException(ProblemType.MALFORMED_BODY, "The body must be a JSON object.");
  }

  private static <R extends Record> R construct(
      ObjectNode body, Class<R> type, ObjectMapper mapper, List<FieldError> errors) {
    RecordComponent[] components = type.getRecordComponents();
    refuseUnknown(body, type, components, errors);
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      values[i] = value(body.get(components[i].getName()), components[i], mapper, errors);
    }
    try {
      Class<?>[] types =
          Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      return type.getDeclaredConstructor(types).newInstance(values);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException("Input records must take null for every component", e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void refuseUnknown(
      ObjectNode body, Class<?> type, RecordComponent[] components, List<FieldError> errors) {
    List<String> legal = Arrays.stream(components).map(RecordComponent::getName).toList();
    JsonIgnoreProperties ignored = type.getAnnotation(JsonIgnoreProperties.class);
    List<String> readOnly = ignored == null ? List.of() : List.of(ignored.value());
    body.properties().stream()
        .map(Map.Entry::getKey)
        .filter(name -> !legal.contains(name) && !readOnly.contains(name))
        .limit(ProblemException.MOST_ERRORS + 1L) // one more tells that there are more
        .forEach(
            name -> {
              String shown = name.length() > 100 ? name.substring(0, 100) + "…" : name;
              String detail = "\"" + shown + "\" is unknown. Legal: " + String.join(", ", legal);
              errors.add(FieldError.field(escape(shown), detail + "."));
            });
  }

  private static Object value(
      JsonNode node, RecordComponent component, ObjectMapper mapper, List<FieldError> errors) {
    if (node == null || node.isNull()) {
      return null;
    }
    String name = component.getName();
    if (node.isTextual()) {
      String text = name.equals("password") ? node.textValue() : node.textValue().strip();
      if (!isStorable(text)) {
        errors.add(FieldError.field(name, name + " holds a character that cannot be stored."));
        return null;
      }
      if (text.isEmpty()) {
        return null;
      }
      node = TextNode.valueOf(text);
    }
    if (node.size() > most(component)) {
      errors.add(FieldError.field(name, name + " has at most " + most(component) + " values."));
      return null;
    }
    try {
      return checked(mapper.convertValue(node, mapper.constructType(component.getGenericType())));
    } catch (DateTimeException | IllegalArgumentException | ArithmeticException e) {
      errors.add(FieldError.field(name + path(e), name + " must be " + legal(component) + "."));
      return null;
    }
  }

  /** Of what is longer no value is looked at: each could be an error. */
  private static int most(RecordComponent component) {
    Size size = component.getAccessor().getAnnotation(Size.class);
    boolean said = size != null && component.getType() == List.class;
    return said ? size.max() : MOST_VALUES;
  }

  /** Values that Java can hold and the database cannot are as illegal as texts of another type. */
  private static Object checked(Object value) {
    if (value instanceof BigDecimal number
        && (Math.abs((long) number.scale()) > MOST_DIGITS || number.precision() > MOST_DIGITS)) {
      throw new IllegalArgumentException("number");
    }
    if (value instanceof LocalDate date) {
      return Dates.parse(date.toString());
    }
    if (value instanceof Instant instant
        && (instant.isBefore(Instant.EPOCH)
            || instant.isAfter(Instant.parse("2999-12-31T23:59:59Z")))) {
      throw new IllegalArgumentException("instant");
    }
    if (value instanceof List<?> list
        && list.stream().anyMatch(v -> v == null || (v instanceof String s && !isStorable(s)))) {
      throw new IllegalArgumentException("list");
    }
    return value;
  }

  private static boolean isStorable(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (c == '\0' || Character.isSurrogate(c)) {
        return false;
      }
    }
    return true;
  }

  private static String path(RuntimeException e) {
    StringBuilder path = new StringBuilder();
    if (e.getCause() instanceof JsonMappingException mapping) {
      for (JsonMappingException.Reference reference : mapping.getPath()) {
        path.append('/');
        path.append(
            reference.getFieldName() == null ? reference.getIndex() : reference.getFieldName());
      }
    }
    return path.toString();
  }

  private static String legal(RecordComponent component) {
    Class<?> type = component.getType();
    if (type.isEnum()) {
      return "one of " + Arrays.toString(type.getEnumConstants());
    }
    if (type == BigDecimal.class) {
      return "a number";
    }
    if (type == Long.class || type == Integer.class) {
      return "a whole number";
    }
    if (type == Boolean.class) {
      return "true or false";
    }
    if (type == LocalDate.class) {
      return "a date such as 2026-03-31";
    }
    if (type == LocalTime.class) {
      return "a time such as 09:30";
    }
    if (type == Instant.class) {
      return "an instant such as 2026-03-31T09:30:00Z";
    }
    return type == List.class ? "a list of texts" : "a text";
  }

  private static String escape(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }

  /** Reads a whole JSON document, or says why it is none. */
  static JsonNode tree(byte[] body) {
    try {
      JsonNode node = Json.MAPPER.readTree(body);
      if (node == null || node.isMissingNode()) {
        throw new ProblemException(ProblemType.MALFORMED_BODY, "The body is empty.");
      }
      return node;
    } catch (JsonProcessingException e) {
      var at = e.getLocation();
      String where =
          at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
      throw new ProblemException(
          ProblemType.MALFORMED_BODY,
          "The body is not JSON that can be read: it fails" + where + ".");
    } catch (java.io.IOException | NumberFormatException | ArithmeticException e) {
      throw new ProblemException(ProblemType.MALFORMED_BODY, "The body cannot be read.");
    }
  }
}
