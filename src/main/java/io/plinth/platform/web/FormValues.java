package io.plinth.platform.web;

import io.plinth.platform.error.ProblemException;
import jakarta.ws.rs.core.MultivaluedMap;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BinaryOperator;

/** What stands in the fields of a form: as typed, or as stored. */
public record FormValues(Map<String, String> byField) {
  private static final String CHANGED =
      "Somebody else has saved this since you opened it, so nothing was changed. Where the two"
          + " differ, what is saved now stands beside your value. Save again to keep yours.";

  /** Copies the values and keeps their order. */
  public FormValues {
    byField = Collections.unmodifiableMap(new LinkedHashMap<>(byField));
  }

  /** What was typed into the fields, the last value where a field was sent twice. */
  public static FormValues typed(MultivaluedMap<String, String> form, Collection<String> fields) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String field : fields) {
      List<String> given = form.getOrDefault(field, List.of());
      values.put(field, given.isEmpty() ? null : given.get(given.size() - 1));
    }
    return new FormValues(values);
  }

  /** The version that a form was filled from, in its hidden field. */
  public static long version(MultivaluedMap<String, String> form) {
    try {
      return Long.parseLong(form.getFirst("version"));
    } catch (NumberFormatException e) {
      throw ProblemException.invalidField(
          "version", "The form does not say which version it changes. Open it again.");
    }
  }

  /** What is stored, as it would be typed. */
  public static FormValues stored(Record input) {
    Map<String, String> values = new LinkedHashMap<>();
    for (RecordComponent component : input.getClass().getRecordComponents()) {
      values.put(component.getName(), text(read(component, input)));
    }
    return new FormValues(values);
  }

  private static Object read(RecordComponent component, Record input) {
    try {
      return component.getAccessor().invoke(input);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String text(Object value) {
    if (value == null) {
      return null;
    }
    return value instanceof BigDecimal number ? number.toPlainString() : value.toString();
  }

  /** The same with another value in one field. */
  public FormValues with(String field, String value) {
    Map<String, String> other = new LinkedHashMap<>(byField);
    other.put(field, value);
    return new FormValues(other);
  }

  /**
   * These were typed, but meanwhile somebody else has saved {@code stored}: beside each field that
   * differs, what is saved.
   *
   * @param labels the form's labels by field
   * @param shown how a person reads the value (second) of a field (first)
   */
  public FormErrors conflict(
      FormValues stored, Map<String, String> labels, BinaryOperator<String> shown) {
    FormErrors errors = FormErrors.NONE.and("", CHANGED);
    for (Map.Entry<String, String> typed : byField.entrySet()) {
      String field = typed.getKey();
      String saved = stored.byField.get(field);
      if (!same(typed.getValue(), saved)) {
        String words = saved == null ? "empty" : "saved as “" + shown.apply(field, saved) + "”";
        errors = errors.and(field, labels.getOrDefault(field, field) + " is now " + words + ".");
      }
    }
    return errors;
  }

  private static boolean same(String typed, String stored) {
    String a = typed == null || typed.isBlank() ? null : typed.strip();
    if (a == null || stored == null) {
      return Objects.equals(a, stored);
    }
    try {
      return a.equals(stored) || new BigDecimal(a).compareTo(new BigDecimal(stored)) == 0;
    } catch (NumberFormatException e) {
      return false;
    }
  }
}
