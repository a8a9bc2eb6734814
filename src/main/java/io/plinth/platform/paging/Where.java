package io.plinth.platform.paging;

import io.plinth.platform.security.Secret;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The conditions of a list, all of which must hold, and the values they are about. */
public final class Where {
  private final List<String> conditions = new ArrayList<>();
  private final Map<String, Object> parameters = new HashMap<>();
  private final Map<String, Object> given = new TreeMap<>();
  private final Set<String> joins = new LinkedHashSet<>();

  public Where and(String condition) {
    conditions.add(condition);
    return this;
  }

  /** A condition on {@code :name} that stands only where there is a value. */
  public Where and(String condition, String name, Object value) {
    if (value != null && !(value instanceof Collection<?> values && values.isEmpty())) {
      conditions.add(condition);
      parameters.put(name, value);
      given.put(name, value);
    }
    return this;
  }

  /** A value that the list itself needs, such as the day: no part of the filter. */
  public Where bind(String name, Object value) {
    parameters.put(name, value);
    return this;
  }

  /** Names a join of the list that a condition needs. */
  public Where needs(String join) {
    joins.add(join);
    return this;
  }

  /** A text to search for, with the wildcards in it taken literally; null stays null. */
  public static String literal(String text) {
    return text == null || text.isBlank()
        ? null
        : text.strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
  }

  Where copy() {
    Where copy = new Where();
    copy.conditions.addAll(conditions);
    copy.parameters.putAll(parameters);
    copy.given.putAll(given);
    copy.joins.addAll(joins);
    return copy;
  }

  /** Empty, or {@code " where a and b"}. */
  public String clause() {
    return conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions);
  }

  public Map<String, Object> parameters() {
    return parameters;
  }

  Set<String> joins() {
    return joins;
  }

  /** The same for the same filter, and only for it; tomorrow, too. */
  String fingerprint() {
    byte[] hash = Secret.sha256(conditions + " " + given);
    return HexFormat.of().formatHex(hash, 0, 16);
  }
}
