package io.plinth.platform.http;

import io.plinth.platform.error.FieldError;
import io.plinth.platform.error.ProblemException;
import jakarta.ws.rs.core.MultivaluedMap;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * Makes a record of query parameters. Lists are separated by commas or given several times, in
 * either case up to 500 values. Every invalid value is named at once.
 */
final class QueryBinder {
  private static final int MOST_VALUES = 500;
  private static final int LONGEST_TEXT = 4_096;
  private final MultivaluedMap<String, String> query;
  private final List<FieldError> errors = new ArrayList<>();

  QueryBinder(MultivaluedMap<String, String> query) {
    this.query = query;
  }

  /** What has been wrong with everything bound so far. */
  List<FieldError> errors() {
    return List.copyOf(errors);
  }

  /** The record; null where something is wrong with its parameters. */
  <R> R bind(Class<R> type) {
    int before = errors.size();
    RecordComponent[] components = type.getRecordComponents();
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      values[i] = value(components[i]);
    }
    // What the record itself refuses is told with the rest: its components may all be null.
    R bound = construct(type, components, values);
    return errors.size() > before ? null : bound;
  }

  private <R> R construct(Class<R> type, RecordComponent[] components, Object[] values) {
    try {
      Class<?>[] types =
          Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      var constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof ProblemException problem && !problem.errors().isEmpty()) {
        errors.addAll(problem.errors());
        return null;
      }
      throw new IllegalStateException(e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private Object value(RecordComponent component) {
    String name = component.getName();
    List<String> given = query.getOrDefault(name, List.of());
    if (component.getGenericType() instanceof ParameterizedType list) {
      return values(name, given, list.getActualTypeArguments()[0]);
    }
    if (given.size() > 1) {
      errors.add(FieldError.parameter(name, name + " must be given once."));
      return null;
    }
    String text = given.isEmpty() ? "" : given.get(0).strip();
    return text.isEmpty() ? null : one(name, text, component.getType());
  }

  private List<Object> values(String name, List<String> given, Type type) {
    List<Object> values = new ArrayList<>();
    for (String part : given) {
      for (String text : part.split(",", -1)) {
        // Ids that a program has computed and that came out empty must not mean "all of them".
        if (!text.isBlank() || type == Long.class) {
          values.add(one(name, text.strip(), (Class<?>) type));
        }
      }
    }
    if (values.size() > MOST_VALUES) {
      errors.add(FieldError.parameter(name, name + " takes at most " + MOST_VALUES + " values."));
    }
    values.removeAll(Collections.singleton(null));
    return values;
  }

  private Object one(String name, String text, Class<?> type) {
    try {
      return parse(name, text, type);
    } catch (DateTimeException | IllegalArgumentException e) {
      errors.add(
          FieldError.parameter(
              name, name + " must be " + legal(type) + ", not \"" + cut(text) + "\"."));
      return null;
    }
  }

  private Object parse(String name, String text, Class<?> type) {
    if (type == String.class) {
      if (text.length() > LONGEST_TEXT || text.indexOf('\0') >= 0) {
        throw new IllegalArgumentException();
      }
      return text;
    }
    if (type == Long.class) {
      return Ids.parse(text);
    }
    if (type == Integer.class) {
      // Not what Java also takes for digits: other scripts' are in none of our answers.
      if (!text.matches("-?[0-9]{1,10}")) {
        throw new IllegalArgumentException();
      }
      return Integer.valueOf(text);
    }
    if (type == Boolean.class) {
      return switch (text) {
        case "true" -> true;
        case "false" -> false;
        default -> throw new IllegalArgumentException();
      };
    }
    if (type == LocalDate.class) {
      return Dates.parse(text);
    }
    if (type == YearMonth.class) {
      return YearMonth.parse(text);
    }
    return constant(text, type);
  }

  private static Object constant(String text, Class<?> type) {
    return Arrays.stream(type.getEnumConstants())
        .filter(c -> ((Enum<?>) c).name().equals(text.toUpperCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(IllegalArgumentException::new);
  }

  private static String legal(Class<?> type) {
    if (type == Long.class) {
      return "a positive whole number";
    }
    if (type == Integer.class) {
      return "a whole number";
    }
    if (type == Boolean.class) {
      return "true or false";
    }
    if (type == LocalDate.class) {
      return "a date such as 2026-03-31";
    }
    if (type == YearMonth.class) {
      return "a month such as 2026-03";
    }
    return type.isEnum()
        ? "one of " + Arrays.toString(type.getEnumConstants())
        : "a text of at most " + LONGEST_TEXT + " characters";
  }

  private static String cut(String text) {
    return text.length() > 50 ? text.substring(0, 50) + "…" : text;
  }
}
