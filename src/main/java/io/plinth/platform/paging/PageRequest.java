package io.plinth.platform.paging;

import io.plinth.platform.error.FieldError;
import io.plinth.platform.error.ProblemException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Which page of a list, in which order, with which fields; as the client wrote it.
 *
 * @param size 1 to 500, by default 50
 * @param after the token of the page before, or null for the first
 * @param sort keys separated by commas, {@code -} for descending, or null for the list's own order
 * @param fields names separated by commas, or null for all
 */
public record PageRequest(Integer size, String after, String sort, String fields) {
  public static final int DEFAULT_SIZE = 50;
  public static final int MAX_SIZE = 500;

  /** Of what is no name; more in one request are a program's mistake, and each lists the legal. */
  private static final int MOST_NAMED = 50;

  private static final int LONGEST_SHOWN = 50;

  public PageRequest {
    if (size != null && (size < 1 || size > MAX_SIZE)) {
      throw ProblemException.invalidParameter("size", "size must be from 1 to " + MAX_SIZE + ".");
    }
    after = blankToNull(after);
    sort = blankToNull(sort);
    fields = blankToNull(fields);
  }

  public static PageRequest first(int size) {
    return new PageRequest(size, null, null, null);
  }

  public int limit() {
    return size == null ? DEFAULT_SIZE : size;
  }

  /** One key of an order. */
  public record SortKey(String name, boolean descending) {}

  /** The order asked for, each key checked against {@code legal}. */
  public List<SortKey> sortKeys(Set<String> legal, String byDefault) {
    refuse(sortErrors(sort, legal));
    List<SortKey> keys = new ArrayList<>();
    for (String part : (sort == null ? byDefault : sort).split(",", -1)) {
      boolean descending = part.startsWith("-");
      String name = descending ? part.substring(1) : part;
      if (keys.stream().noneMatch(k -> k.name().equals(name))) {
        keys.add(new SortKey(name, descending));
      }
    }
    return keys;
  }

  /** The fields asked for, each checked against {@code legal}; all of them by default. */
  public Set<String> fieldSet(Set<String> legal) {
    return fieldSet(fields, legal);
  }

  /** As {@link #fieldSet(Set)}, for single reads. */
  public static Set<String> fieldSet(String fields, Set<String> legal) {
    refuse(fieldErrors(fields, legal));
    return blankToNull(fields) == null
        ? legal
        : new TreeSet<>(Arrays.asList(fields.split(",", -1)));
  }

  /** What of {@code sort} is no key of a list. */
  static List<FieldError> sortErrors(String sort, Set<String> legal) {
    Stream<String> keys = names(sort).map(k -> k.startsWith("-") ? k.substring(1) : k);
    return unknown("sort", "a sort key", keys, legal);
  }

  /** What of {@code fields} is no field of a row. */
  static List<FieldError> fieldErrors(String fields, Set<String> legal) {
    return unknown("fields", "a field", names(fields), legal);
  }

  private static Stream<String> names(String text) {
    return blankToNull(text) == null ? Stream.empty() : Arrays.stream(text.split(",", -1));
  }

  private static List<FieldError> unknown(
      String parameter, String kind, Stream<String> names, Set<String> legal) {
    return names
        .distinct()
        .filter(name -> !legal.contains(name))
        .map(
            name ->
                FieldError.parameter(
                    parameter,
                    "\"" + cut(name) + "\" is not " + kind + ". Legal: " + sorted(legal) + "."))
        .limit(MOST_NAMED)
        .toList();
  }

  private static String cut(String name) {
    return name.length() > LONGEST_SHOWN ? name.substring(0, LONGEST_SHOWN) + "…" : name;
  }

  private static void refuse(List<FieldError> errors) {
    if (!errors.isEmpty()) {
      throw ProblemException.invalid(errors);
    }
  }

  private static String sorted(Set<String> names) {
    return String.join(", ", new TreeSet<>(names));
  }

  private static String blankToNull(String text) {
    return text == null || text.isBlank() ? null : text;
  }
}
