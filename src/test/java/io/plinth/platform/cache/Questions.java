package io.plinth.platform.cache;

import io.plinth.fixture.Answer;
import io.plinth.fixture.Api;
import io.plinth.fixture.Plinth;
import io.plinth.fixture.Sample;
import io.plinth.fixture.Walk;
import io.plinth.platform.http.Route;
import io.plinth.platform.paging.PageRequest;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Random questions to all reads of the application, JSON and pages, which people could ask: what
 * the parameters of each route may be is read from its records.
 */
final class Questions {
  /**
   * Figures of the process, a verdict at a moment, the audit trail, to which each refusal of these
   * very questions is added, and the page that tells the process's own address.
   */
  private static final Pattern OF_THE_MOMENT =
      Pattern.compile("/metrics|.*/operations.*|.*/audit.*|/api");

  private static final Pattern PANEL = Pattern.compile("\"(/panels/[a-z-]+)[?\"]");
  private static final Map<String, List<String>> WORDS =
      Map.of(
          "search", List.of("a", "la", "lab", "Con", "%C3%A4", "%25", "_", "zzz", "o'"),
          "currency", List.of("USD", "EUR", "GBP", "usd", "XXX", "nope"),
          "period", List.of("this-month", "this-quarter", "this-year", "last-year", "custom", "x"),
          "panels", List.of("all"),
          "q", List.of("a", "la", "lab", "Con", "%C3%A4", "zzz"));
  private final Api api;
  private final Sample sample;
  private final Random random;
  private final List<Route> routes;
  private final Map<String, List<String>> ids;
  private final Set<String> panels;

  Questions(Plinth plinth, Sample sample, Random random) {
    api = plinth.api();
    this.sample = sample;
    this.random = random;
    routes =
        Walk.reads()
            .filter(r -> r.produces().stream().anyMatch(p -> p.matches("text/html|.*/json")))
            .filter(r -> !OF_THE_MOMENT.matcher(r.path()).matches())
            .toList();
    ids =
        Stream.of("clients", "services", "users", "timesheet_entries", "imports", "jobs")
            .collect(
                Collectors.toMap(
                    t -> t,
                    t -> plinth.given().select("select id from " + t + " order by id limit 40")));
    panels = panels(api.with("Accept", "text/html").get("/").expect(200));
  }

  /** The addresses of the panels that a dashboard has. */
  static Set<String> panels(Answer dashboard) {
    Set<String> panels = new TreeSet<>();
    for (Matcher m = PANEL.matcher(dashboard.text()); m.find(); ) {
      panels.add(m.group(1));
    }
    return panels;
  }

  /** So many of them, no two the same. */
  List<String> of(int count) {
    Set<String> questions = new LinkedHashSet<>();
    while (questions.size() < count) {
      questions.add(next());
    }
    return List.copyOf(questions);
  }

  private String next() {
    Route route = any(routes);
    String path = path(route);
    if (route.queries().contains(PageRequest.class) && random.nextInt(10) == 0) {
      return secondPage(path);
    }
    List<String> pairs = new ArrayList<>();
    for (Class<?> query : route.queries()) {
      for (RecordComponent component : query.getRecordComponents()) {
        boolean left = component.getName().equals("after") || path.contains("upload=");
        if (!left && random.nextInt(100) < 30) {
          pairs.add(component.getName() + "=" + value(route, component));
        }
      }
    }
    if (route.parameters().contains("fields") && !route.queries().contains(PageRequest.class)) {
      if (random.nextBoolean()) {
        pairs.add("fields=" + fields(route));
      }
    }
    return path + (pairs.isEmpty() ? "" : "?" + String.join("&", pairs));
  }

  /** Where there is one. */
  private String secondPage(String path) {
    String first = path + "?size=" + (1 + random.nextInt(20));
    String token = api.get(first).json().at("/page/next").asText("null");
    return token.equals("null") ? first : first + "&after=" + token;
  }

  private String path(Route route) {
    if (route.path().startsWith("/panels/")) {
      return any(List.copyOf(panels));
    }
    String table = table(route.path());
    boolean other = table != null && route.path().contains("{id}") && random.nextInt(10) > 0;
    return other ? Sample.path(route, any(ids.get(table))) : sample.path(route);
  }

  private static String table(String path) {
    String plain = path.replace("/api/v1", "").replace("/import/", "/imports/");
    return Stream.of("clients", "services", "users", "imports", "jobs")
        .filter(t -> plain.startsWith("/" + t + "/"))
        .findFirst()
        .orElse(plain.startsWith("/timesheet-entries/") ? "timesheet_entries" : null);
  }

  private String value(Route route, RecordComponent component) {
    String name = component.getName();
    if (component.getGenericType() instanceof ParameterizedType list) {
      Type type = list.getActualTypeArguments()[0];
      return Stream.generate(() -> one(route, name, (Class<?>) type))
          .limit(1 + random.nextInt(3))
          .collect(Collectors.joining(","));
    }
    return one(route, name, component.getType());
  }

  private String one(Route route, String name, Class<?> type) {
    if (type.isEnum()) {
      return any(Arrays.asList(type.getEnumConstants())).toString().toLowerCase(Locale.ROOT);
    }
    if (type == Long.class) {
      return any(ids.get(idsOf(route, name)));
    }
    if (type == LocalDate.class) {
      return LocalDate.of(2024, 1, 1).plusDays(random.nextInt(1_200)).toString();
    }
    if (type == Boolean.class) {
      return String.valueOf(random.nextBoolean());
    }
    if (type == Integer.class) {
      return String.valueOf(1 + random.nextInt(60));
    }
    return switch (name) {
      case "fields" -> fields(route);
      case "sort" -> (random.nextBoolean() ? "" : "-") + any(sortKeys(route));
      default -> any(WORDS.getOrDefault(name, List.of("x")));
    };
  }

  private static String idsOf(Route route, String name) {
    return switch (name) {
      case "clientId" -> "clients";
      case "serviceId" -> "services";
      case "ownerId", "userId" -> "users";
      default -> {
        String table = table(route.path() + "/");
        yield table == null ? "clients" : table;
      }
    };
  }

  private static List<String> sortKeys(Route route) {
    return route.path().contains("jobs")
        ? List.of("createdAt", "status", "nonsense")
        : List.of("createdAt", "name", "hours", "client", "revenue", "status", "date", "nonsense");
  }

  private String fields(Route route) {
    List<String> names = new ArrayList<>(List.of("id"));
    Type answer = route.method().getGenericReturnType();
    if (answer instanceof ParameterizedType shown
        && shown.getActualTypeArguments()[0] instanceof Class<?> row
        && row.isRecord()) {
      Arrays.stream(row.getRecordComponents()).map(RecordComponent::getName).forEach(names::add);
    }
    return Stream.generate(() -> any(names))
        .limit(1 + random.nextInt(4))
        .collect(Collectors.joining(","));
  }

  private <T> T any(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
