package io.plinth.platform.openapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.validation.Constraint;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.lang.annotation.Annotation;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;

/**
 * Bean Validation's constraints in the words of JSON Schema. Constraints composed of others count
 * as these. What JSON Schema cannot say is said in the description.
 */
final class Constraints {
  private static final java.util.regex.Pattern SUCH_AS =
      java.util.regex.Pattern.compile("such as `?([^`,;\\s]+?)`?[.,;]?(\\s|$)");
  private final List<Annotation> all = new ArrayList<>();

  Constraints(Annotation... annotations) {
    Arrays.stream(annotations).forEach(this::collect);
  }

  private void collect(Annotation annotation) {
    Class<? extends Annotation> type = annotation.annotationType();
    if (type.isAnnotationPresent(Constraint.class)) {
      all.add(annotation);
      if (!type.getPackageName().startsWith("jakarta.")) {
        Arrays.stream(type.getAnnotations()).forEach(this::collect);
      }
    }
  }

  boolean required() {
    return all.stream()
        .anyMatch(a -> a instanceof NotNull || a instanceof NotBlank || a instanceof NotEmpty);
  }

  void describe(ObjectNode schema) {
    all.forEach(a -> describe(schema, a));
  }

  private static void describe(ObjectNode schema, Annotation annotation) {
    if (annotation instanceof Size size) {
      size(schema, size.min(), size.max());
    } else if (annotation instanceof NotBlank || annotation instanceof NotEmpty) {
      size(schema, 1, Integer.MAX_VALUE);
    } else if (annotation instanceof Email) {
      schema.put("format", "email");
    } else if (annotation instanceof Pattern pattern) {
      pattern(schema, pattern);
    } else if (annotation instanceof Digits digits) {
      say(
          schema,
          "At most "
              + digits.integer()
              + " digits before and "
              + digits.fraction()
              + " after the point.");
    } else {
      range(schema, annotation);
    }
  }

  private static void size(ObjectNode schema, int min, int max) {
    boolean list = Schemas.type(schema).equals("array");
    String least = list ? "minItems" : "minLength";
    if (min > schema.path(least).asInt(0)) {
      schema.put(least, min);
    }
    if (max < Integer.MAX_VALUE) {
      schema.put(list ? "maxItems" : "maxLength", max);
    }
  }

  /** Bean Validation matches the whole text, JSON Schema any part of it. */
  private static void pattern(ObjectNode schema, Pattern pattern) {
    schema.put("pattern", "^(?:" + pattern.regexp() + ")$");
    String example = suchAs(pattern.message());
    if (example != null) {
      schema.put("example", example);
    }
  }

  private static void range(ObjectNode schema, Annotation annotation) {
    if (annotation instanceof Min min) {
      schema.put("minimum", min.value());
    } else if (annotation instanceof Max max) {
      schema.put("maximum", max.value());
    } else if (annotation instanceof DecimalMin min) {
      bound(schema, "inimum", new BigDecimal(min.value()), min.inclusive());
    } else if (annotation instanceof DecimalMax max) {
      bound(schema, "aximum", new BigDecimal(max.value()), max.inclusive());
    } else if (annotation instanceof Positive) {
      bound(schema, "inimum", BigDecimal.ZERO, false);
    } else if (annotation instanceof PositiveOrZero) {
      bound(schema, "inimum", BigDecimal.ZERO, true);
    }
  }

  private static void bound(ObjectNode schema, String end, BigDecimal value, boolean inclusive) {
    schema.put(inclusive ? "m" + end : "exclusiveM" + end, value);
  }

  /** The example in a sentence such as "a month such as 2026-03"; null where there is none. */
  static String suchAs(String sentence) {
    Matcher match = SUCH_AS.matcher(sentence == null ? "" : sentence);
    return match.find() ? match.group(1) : null;
  }

  static void say(ObjectNode schema, String sentence) {
    String before = schema.path("description").asText("");
    if (sentence != null && !before.contains(sentence)) {
      schema.put("description", before.isEmpty() ? sentence : before + " " + sentence);
    }
  }
}
