package io.plinth.platform.persistence;

import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The tables that a statement writes, read from its text: so nobody who writes can forget to say
 * so. Also found inside a WITH. A word too many does no harm: it names no table.
 */
final class WrittenTables {
  private static final Pattern WRITE =
      Pattern.compile(
          "\\b(?:insert\\s+into|update|delete\\s+from|copy|merge\\s+into|truncate(?:\\s+table)?)"
              + "\\s+(?:only\\s+)?\"?(\\w+)",
          Pattern.CASE_INSENSITIVE);
  private static final int MOST_TEXTS = 2_000;
  private static final Map<String, Set<String>> KNOWN = new ConcurrentHashMap<>();

  private WrittenTables() {}

  static Set<String> of(String sql) {
    if (sql.regionMatches(true, 0, "select", 0, 6)) {
      return Set.of();
    }
    Set<String> known = KNOWN.get(sql);
    if (known == null) {
      known = read(sql);
      if (KNOWN.size() < MOST_TEXTS) {
        KNOWN.put(sql, known);
      }
    }
    return known;
  }

  private static Set<String> read(String sql) {
    Set<String> tables = new HashSet<>();
    Matcher match = WRITE.matcher(sql);
    while (match.find()) {
      tables.add(match.group(1).toLowerCase(Locale.ROOT));
    }
    return Set.copyOf(tables);
  }
}
