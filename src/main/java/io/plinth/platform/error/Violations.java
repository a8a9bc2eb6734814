package io.plinth.platform.error;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Bean Validation's findings as field errors, each with the JSON pointer of its property. */
public final class Violations {
  private Violations() {}

  public static List<FieldError> errors(Collection<? extends ConstraintViolation<?>> violations) {
    return violations.stream()
        .map(v -> FieldError.field(pointer(v.getPropertyPath()), sentence(v)))
        .sorted(Comparator.comparing(FieldError::pointer).thenComparing(FieldError::detail))
        .toList();
  }

  private static String pointer(Path path) {
    StringBuilder pointer = new StringBuilder();
    for (Path.Node node : path) {
      if (node.getName() == null || node.getName().startsWith("<")) {
        if (node.getIndex() != null) {
          pointer.append('/').append(node.getIndex());
        }
        continue;
      }
      if (node.getIndex() != null) {
        pointer.append('/').append(node.getIndex());
      }
      pointer.append(pointer.isEmpty() ? "" : "/").append(node.getName());
    }
    return pointer.toString();
  }

  private static String sentence(ConstraintViolation<?> violation) {
    String message = violation.getMessage();
    return message.endsWith(".") ? message : lastName(violation) + " " + message + ".";
  }

  private static String lastName(ConstraintViolation<?> violation) {
    String name = "The value";
    for (Path.Node node : violation.getPropertyPath()) {
      name = node.getName() == null || node.getName().startsWith("<") ? name : node.getName();
    }
    return name;
  }
}
