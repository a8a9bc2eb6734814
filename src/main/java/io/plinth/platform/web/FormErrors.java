package io.plinth.platform.web;

import io.plinth.platform.error.FieldError;
import io.plinth.platform.error.ProblemException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What is wrong with a form, by field, in the order of the fields. The empty name stands for the
 * form as a whole.
 */
public record FormErrors(Map<String, String> byField) {

  /** Nothing is wrong. */
  public static final FormErrors NONE = new FormErrors(Map.of());

  /** Copies the messages and keeps their order. */
  public FormErrors {
    byField = Collections.unmodifiableMap(new LinkedHashMap<>(byField));
  }

  /**
   * What a problem says, beside the fields it is about. Fields are named as people see them.
   *
   * @param labels the form's labels by field, in the order of the form
   */
  public static FormErrors of(ProblemException problem, Map<String, String> labels) {
    Map<String, String> found = new LinkedHashMap<>();
    for (FieldError error : problem.errors()) {
      String field = error.pointer() == null ? "" : error.pointer().replaceFirst("^/", "");
      found.putIfAbsent(labels.containsKey(field) ? field : "", inWords(error.detail(), labels));
    }
    if (found.isEmpty()) {
      found.put("", problem.getMessage());
    }
    Map<String, String> inOrder = new LinkedHashMap<>();
    inOrder.computeIfAbsent("", found::get);
    labels.keySet().forEach(field -> inOrder.computeIfAbsent(field, found::get));
    return new FormErrors(inOrder);
  }

  private static String inWords(String detail, Map<String, String> labels) {
    String text = detail;
    for (Map.Entry<String, String> label : labels.entrySet()) {
      text =
          text.replaceAll(
              "\\b" + label.getKey() + "\\b", label.getValue().toLowerCase(Locale.ROOT));
    }
    return text.isEmpty()
        ? text
        : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  /** The field's message; null if the field is right. */
  public String of(String field) {
    return byField.get(field);
  }

  /** Whether the form is right. */
  public boolean isEmpty() {
    return byField.isEmpty();
  }

  /** These and one more; the first message of a field stays. */
  public FormErrors and(String field, String message) {
    Map<String, String> more = new LinkedHashMap<>(byField);
    more.putIfAbsent(field, message);
    return new FormErrors(more);
  }
}
