package io.plinth.platform.web;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * An address with its query, which templates bend: the same list with another sort, without one
 * filter, as CSV. Immutable; a parameter without a value is left out.
 */
public record Link(String path, Map<String, String> query) {

  /** Copies the query and keeps its order. */
  public Link {
    query = Collections.unmodifiableMap(new LinkedHashMap<>(query));
  }

  /** An address without a query. */
  public static Link to(String path) {
    return new Link(path, Map.of());
  }

  /** The same address with the parameter set, or removed when the value is null or empty. */
  public Link with(String name, Object value) {
    Map<String, String> other = new LinkedHashMap<>(query);
    if (value == null || value.toString().isEmpty()) {
      other.remove(name);
    } else {
      other.put(name, value.toString());
    }
    return new Link(path, other);
  }

  /** The same address without the parameter. */
  public Link without(String... names) {
    Map<String, String> other = new LinkedHashMap<>(query);
    for (String name : names) {
      other.remove(name);
    }
    return new Link(path, other);
  }

  /** The same query at another path. */
  public Link at(String otherPath) {
    return new Link(otherPath, query);
  }

  /** The value of a parameter, or the empty string. */
  public String get(String name) {
    return query.getOrDefault(name, "");
  }

  /** The address as it stands in an {@code href}. */
  @Override
  public String toString() {
    if (query.isEmpty()) {
      return path;
    }
    return query.entrySet().stream()
        .map(e -> encode(e.getKey()) + '=' + encode(e.getValue()))
        .collect(Collectors.joining("&", path + '?', ""));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
