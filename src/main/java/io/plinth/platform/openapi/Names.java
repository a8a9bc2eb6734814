package io.plinth.platform.openapi;

import io.plinth.platform.http.Route;
import io.plinth.platform.paging.Page;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Readable names from the conventions of the API: {@code GET /clients} is {@code listClients},
 * {@code GET /clients/{id}} is {@code getClient}, {@code POST /clients/{id}/convert} is {@code
 * convertClient}.
 */
final class Names {
  private static final int ROOT = "/api/v1/".length();

  /** What generators have to rename, because languages have taken it. */
  private static final Set<String> KEYWORDS =
      Set.of("Case", "Class", "Default", "Export", "Function", "Import", "Interface", "Package");

  private Names() {}

  /** {@code UserView} is a User to those outside, {@code DashboardView.Hours} DashboardHours. */
  static String schema(Class<?> type) {
    String own = type.getSimpleName();
    String plain = own.replaceFirst("(?<=.)View$", "");
    String name = KEYWORDS.contains(plain) ? own : plain;
    Class<?> outer = type.getEnclosingClass();
    if (outer == null || !outer.isRecord()) {
      return name;
    }
    String whole = schema(outer);
    return name.startsWith(whole) ? name : whole + name;
  }

  /** The last part of the type's package, capitalised. */
  static String feature(Class<?> type) {
    String[] parts = type.getPackageName().split("\\.", -1);
    return capital(parts[parts.length - 1]);
  }

  /** {@code timesheet-entries} is "Timesheet entries". */
  static String tag(Route route) {
    String words = segments(route).get(0).replace('-', ' ').replaceAll("^api\\b", "API");
    return capital(words);
  }

  /** {@code io.plinth.clients.…} is "Clients". */
  static String area(Route route) {
    return capital(route.method().getDeclaringClass().getPackageName().split("\\.", -1)[2]);
  }

  static String operation(Route route) {
    return camel(words(route, true));
  }

  /** "List users", "Create a user". */
  static String summary(Route route) {
    List<String> words = new ArrayList<>(words(route, false));
    if (!words.get(0).equals("list") && words.size() > 1) {
      words.set(1, (isOne(route) ? article(words.get(1)) : "the ") + words.get(1));
    }
    if (words.get(0).equals("patch")) {
      words.set(0, "change");
    }
    String text = String.join(" ", words).replaceAll("\\bapi\\b", "API");
    return capital(text);
  }

  private static String article(String noun) {
    return "aeio".indexOf(noun.charAt(0)) < 0 ? "a " : "an ";
  }

  private static boolean isOne(Route route) {
    return route.path().contains("{") || route.verb().equals("POST");
  }

  private static List<String> words(Route route, boolean compact) {
    List<String> nouns = new ArrayList<>();
    List<String> segments = segments(route);
    String action = action(route, segments);
    int last = segments.size() - 1;
    for (int i = 0; i <= last; i++) {
      String segment = segments.get(i);
      if (segment.startsWith("{") || (i == last && segment.equals(action))) {
        continue;
      }
      boolean single = i < last || action.equals("create");
      String word = single ? singular(segment) : segment;
      nouns.add(compact ? word : word.replace('-', ' '));
    }
    nouns.add(0, action);
    return nouns;
  }

  private static String action(Route route, List<String> segments) {
    String last = segments.get(segments.size() - 1);
    return switch (route.verb()) {
      case "GET" -> returnsPage(route) ? "list" : "get";
      case "PUT" -> "replace";
      case "PATCH" -> "patch";
      case "DELETE" -> "delete";
      default -> segments.size() == 1 || last.endsWith("s") ? "create" : last;
    };
  }

  static boolean returnsPage(Route route) {
    return route.method().getReturnType() == Page.class;
  }

  private static List<String> segments(Route route) {
    return Arrays.asList(route.path().substring(ROOT).split("/", -1));
  }

  static String singular(String plural) {
    if (plural.endsWith("ies")) {
      return plural.substring(0, plural.length() - 3) + "y";
    }
    if (plural.endsWith("sses") || plural.endsWith("uses")) {
      return plural.substring(0, plural.length() - 2);
    }
    return plural.endsWith("s") && !plural.endsWith("ss")
        ? plural.substring(0, plural.length() - 1)
        : plural;
  }

  private static String camel(List<String> words) {
    StringBuilder name = new StringBuilder();
    for (String word : String.join("-", words).split("[^A-Za-z0-9]+", -1)) {
      name.append(name.isEmpty() ? word : capital(word));
    }
    return name.toString();
  }

  static String capital(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }
}
