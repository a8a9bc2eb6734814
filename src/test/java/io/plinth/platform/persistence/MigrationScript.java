package io.plinth.platform.persistence;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A script of {@code db-migrations}, and what in it a node of the release before, which goes on
 * meanwhile, would stumble over.
 *
 * @param outside whether it runs outside a transaction
 */
record MigrationScript(String name, String text, boolean outside) {
  private static final Pattern TOKEN =
      Pattern.compile(
          "--[^\\n]*|/\\*.*?\\*/|'(?:[^']|'')*'|\\$(\\w*)\\$(.*?)\\$\\1\\$|[^-/'$]|.",
          Pattern.DOTALL);
  private static final Pattern EXCUSE =
      Pattern.compile("(?m)^\\s*-- Unused since (\\d+(?:\\.\\d+)*): (.+?)\\.?$");
  private static final Pattern NEW_TABLE =
      Pattern.compile("^create (?:unlogged )?table (?:if not exists )?([^ (]+)");
  private static final Pattern BLOCKING =
      Pattern.compile("^create (?:unique )?index (?!concurrently ).*?\\bon (?!only )([^ (]+)");
  private static final Pattern ALTER =
      Pattern.compile("^alter table (?:if exists )?(?:only )?(\\S+) (.+)$");
  private static final Pattern NEW_COLUMN =
      Pattern.compile("^add (?:column )?(?:if not exists )?(\\S+) .*\\bdefault\\b.*");

  /** What may not be done to a table; the first group is the column, if there is one. */
  private static final List<Pattern> TABLE_RULES =
      List.of(
          Pattern.compile("^drop (?:column )?(?:if exists )?(?!constraint |if )(\\S+)( .*)?"),
          Pattern.compile("^rename (?:column |constraint )?(?!to )(\\S+) to .*"),
          Pattern.compile("^(?:rename to|set schema) .*()"),
          Pattern.compile("^alter (?:column )?(\\S+) (?:(?:set data )?type .*|drop default)"),
          Pattern.compile("^alter (?:column )?(\\S+) set not null()"),
          Pattern.compile(
              "^add (?:column )?(?:if not exists )?(?!constraint |check\\b|unique\\b|primary"
                  + " |foreign |exclude )(\\S+)"
                  + " (?!.*\\b(?:default|generated|\\w*serial)\\b).*\\b(?:not null|primary"
                  + " key)\\b.*"));

  private static final Pattern DROP =
      Pattern.compile(
          "\\bdrop (?:materialized view|foreign table|event trigger|owned by"
              + "|table|view|sequence|function|procedure|routine|aggregate|type|domain|schema"
              + "|trigger|rule|policy|extension|index(?: concurrently)?) (?:if exists )?([^;]+)");
  private static final Pattern RENAME =
      Pattern.compile(
          "^alter (?!table )(?:materialized view|\\w+) (?:if exists )?(\\S+) .*"
              + "\\b(?:rename|set schema|drop attribute|alter attribute)\\b.*");

  /** A comment that says of something since which release nothing uses it. */
  record Excuse(String release, List<String> names) {}

  List<Excuse> excuses() {
    return EXCUSE
        .matcher(text)
        .results()
        .map(m -> new Excuse(m.group(1), List.of(m.group(2).toLowerCase(Locale.ROOT).split(", *"))))
        .toList();
  }

  /**
   * Its statements in lower case, without comments and without what is in quotes. Bodies of
   * functions are left out: they run later. That of a DO block stays in it.
   */
  List<String> statements() {
    List<String> statements = new ArrayList<>();
    StringBuilder statement = new StringBuilder();
    Matcher token = TOKEN.matcher(text);
    while (token.find()) {
      String found = token.group();
      if (found.equals(";")) {
        add(statement, statements);
      } else if (found.startsWith("--") || found.startsWith("/*")) {
        statement.append(' ');
      } else if (found.startsWith("'")) {
        statement.append("''");
      } else if (token.group(2) != null) {
        boolean runs = statement.toString().strip().toLowerCase(Locale.ROOT).startsWith("do");
        statement.append(runs ? token.group(2).replaceAll("--[^\\n]*", " ") : "$$");
      } else {
        statement.append(found);
      }
    }
    add(statement, statements);
    return statements;
  }

  private static void add(StringBuilder statement, List<String> statements) {
    String normal = statement.toString().strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
    if (!normal.isEmpty()) {
      statements.add(normal);
    }
    statement.setLength(0);
  }

  private List<String> newTables() {
    return statements().stream()
        .map(NEW_TABLE::matcher)
        .filter(Matcher::find)
        .map(table -> table.group(1))
        .toList();
  }

  /** Tables that were there before, and whose writers would wait while it builds an index. */
  List<String> blocked() {
    List<String> own = newTables();
    return statements().stream()
        .map(BLOCKING::matcher)
        .filter(Matcher::find)
        .map(index -> index.group(1))
        .filter(table -> !own.contains(table))
        .toList();
  }

  /**
   * Names of what it takes away, renames, or demands more of, and does not excuse with a release
   * older than {@code present}: {@code table}, {@code table.column}, or another thing's name.
   */
  List<String> breaches(String present) {
    Set<String> fine = new HashSet<>();
    excuses().stream()
        .filter(excuse -> isOlder(excuse.release(), present))
        .forEach(excuse -> fine.addAll(excuse.names()));
    fine.addAll(newTables());
    Set<String> filled = new HashSet<>();
    List<String> breaches = new ArrayList<>();
    for (String statement : statements()) {
      breaches.addAll(breachesOf(statement, filled));
    }
    breaches.removeIf(name -> fine.contains(name) || fine.contains(name.replaceAll("\\..*", "")));
    return breaches;
  }

  private static List<String> breachesOf(String statement, Set<String> filled) {
    List<String> found = new ArrayList<>();
    for (String part : parts(statement)) {
      Matcher alter = ALTER.matcher(part);
      if (alter.find()) {
        found.addAll(breachesOf(alter.group(1), alter.group(2), filled));
      }
      Matcher rename = RENAME.matcher(part);
      if (rename.find()) {
        found.add(rename.group(1));
      }
      Matcher drop = DROP.matcher(part);
      if (!part.startsWith("alter table ") && !part.startsWith("create ") && drop.find()) {
        for (String name : withoutParentheses(drop.group(1)).split(", ?")) {
          found.add(name.replaceAll(" .*", ""));
        }
      }
    }
    return found;
  }

  private static String[] parts(String statement) {
    return statement.startsWith("do ")
        ? statement.split(" *[;'] *|\\b(?:begin|then|loop|else) ")
        : new String[] {statement};
  }

  private static List<String> breachesOf(String table, String actions, Set<String> filled) {
    List<String> found = new ArrayList<>();
    for (String action : withoutParentheses(actions).split(", ?")) {
      Matcher column = NEW_COLUMN.matcher(action);
      if (column.matches()) {
        filled.add(table + "." + column.group(1));
      }
      for (Pattern rule : TABLE_RULES) {
        Matcher breach = rule.matcher(action);
        if (breach.matches() && !isFilled(action, table + "." + breach.group(1), filled)) {
          found.add(breach.group(1).isEmpty() ? table : table + "." + breach.group(1));
        }
      }
    }
    return found;
  }

  /** And without what is in them, commas above all. */
  private static String withoutParentheses(String text) {
    String fewer = text.replaceAll("\\([^()]*\\)", "");
    return fewer.equals(text) ? text : withoutParentheses(fewer);
  }

  /** A column that this script adds with a default may be made NOT NULL in it. */
  private static boolean isFilled(String action, String column, Set<String> filled) {
    return action.endsWith("set not null") && filled.contains(column);
  }

  private static boolean isOlder(String release, String present) {
    return Arrays.compare(numbers(release), numbers(present)) < 0;
  }

  private static int[] numbers(String release) {
    int[] numbers =
        Arrays.stream(release.replaceAll("-.*", "").split("\\."))
            .mapToInt(Integer::parseInt)
            .toArray();
    return Arrays.copyOf(numbers, 5);
  }
}
