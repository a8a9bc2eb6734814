package io.plinth.clients.client;

import static io.plinth.clients.client.ListedClients.is;
import static io.plinth.clients.client.ListedClients.items;
import static io.plinth.clients.client.ListedClients.number;
import static io.plinth.fixture.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.plinth.fixture.Answer;
import io.plinth.fixture.Api;
import io.plinth.fixture.Plinth;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The list of clients over HTTP: filters, and every order. */
class ClientListIT {
  private static final Plinth PLINTH = Plinth.shared();
  private static final Api API = PLINTH.api();
  private static final String ENDLESS = "9999-99-99";
  private static ListedClients listed;

  /** What each sort key orders by, of a client as the list shows it. */
  private static final Map<String, Function<JsonNode, Comparable<?>>> KEYS =
      Map.of(
          "name", c -> lower(c, "legalName"),
          "legalName", c -> lower(c, "legalName"),
          "status", c -> c.path("status").asText(),
          "owner", c -> lower(c, "ownerName"),
          "createdAt", c -> Instant.parse(c.path("createdAt").asText()),
          "nextFollowUpDate", c -> c.path("nextFollowUpDate").asText(ENDLESS),
          "hours", c -> number(c, "hours"),
          "estimatedValue", c -> number(c, "estimatedValue"),
          "annualRecurring", c -> number(c, "annualRecurring"),
          "revenue", c -> number(c, "revenue"));

  @BeforeAll
  static void make() {
    listed = ListedClients.create(PLINTH);
  }

  private static String lower(JsonNode client, String field) {
    return client.path(field).asText("").toLowerCase(Locale.ROOT);
  }

  private static String path(String... more) {
    return "/api/v1/clients?" + String.join("&", more);
  }

  private static List<Long> ids(List<JsonNode> items) {
    return items.stream().map(c -> c.path("id").asLong()).toList();
  }

  static Stream<String> orders() {
    Stream<String> single = KEYS.keySet().stream().sorted().flatMap(k -> Stream.of(k, "-" + k));
    return Stream.concat(
        single,
        Stream.of("status,-revenue", "-owner,status,-nextFollowUpDate", "-hours,-name,createdAt"));
  }

  @Test
  void everySortKeyIsTested() {
    JsonNode problem = assertProblem(API.get(path("sort=nope")), 400);
    Matcher legal = Pattern.compile("Legal: (.*)\\.").matcher(problem.path("detail").asText());
    assertThat(legal.find()).isTrue();
    assertThat(legal.group(1).split(", ")).containsExactlyInAnyOrderElementsOf(KEYS.keySet());
  }

  @ParameterizedTest
  @MethodSource("orders")
  void pagesOfTwoAreTheWholeOrderOfEachSortKey(String sort) {
    Comparator<JsonNode> order = null;
    for (String key : sort.split(",")) {
      Comparator<JsonNode> next = comparing(KEYS.get(key.replace("-", "")));
      next = key.startsWith("-") ? next.reversed() : next;
      order = order == null ? next : order.thenComparing(next);
    }
    List<Long> expected =
        ids(
            listed.all(API).stream()
                .sorted(order.thenComparing(c -> c.path("id").asLong()))
                .toList());
    String query = path("search=" + listed.tag(), "sort=" + sort);
    assertThat(ids(items(API.get(query + "&size=500")))).isEqualTo(expected);
    assertThat(walk(query + "&size=2&fields=id")).isEqualTo(expected);
  }

  @SuppressWarnings("unchecked")
  private static Comparator<JsonNode> comparing(Function<JsonNode, Comparable<?>> key) {
    return (a, b) -> ((Comparable<Object>) key.apply(a)).compareTo(key.apply(b));
  }

  /** The ids of all pages, one after the other. */
  private static List<Long> walk(String query) {
    List<Long> ids = new ArrayList<>();
    String after = "";
    do {
      Answer page = API.get(query + after);
      assertThat(items(page)).hasSizeBetween(1, 2);
      assertThat(page.json().at("/page/total/count").asInt()).isEqualTo(listed.size());
      ids.addAll(ids(items(page)));
      String next = page.json().at("/page/next").asText(null);
      after = next == null ? null : "&after=" + next;
    } while (after != null);
    return ids;
  }

  @Test
  void ordersAreToldApartByTheClients() {
    for (Function<JsonNode, Comparable<?>> key : KEYS.values()) {
      List<? extends Comparable<?>> values = listed.all(API).stream().map(key).distinct().toList();
      assertThat(values).hasSizeGreaterThan(2);
    }
  }

  static Stream<Map.Entry<String, Predicate<JsonNode>>> filters() {
    return Stream.of(
        filter("status=ACTIVE", c -> is(c, "status", "ACTIVE")),
        filter("status=ACTIVE,PROSPECT", c -> is(c, "status", "ACTIVE", "PROSPECT")),
        filter("status=active&status=PAUSED", c -> is(c, "status", "ACTIVE", "PAUSED")),
        filter("entityType=LLC", c -> is(c, "entityType", "LLC")),
        filter("entityType=LLC,S_CORP", c -> is(c, "entityType", "LLC", "S_CORP")),
        filter("stage=NEW", c -> is(c, "stage", "NEW")),
        filter("stage=NEW,PROPOSAL", c -> is(c, "stage", "NEW", "PROPOSAL")),
        filter("currency=EUR", c -> is(c, "currency", "EUR")),
        filter("ownerId=OWNER", c -> c.path("ownerId").asLong() == listed.owner()),
        filter(
            "followUpBefore=2030-01-02",
            c ->
                is(c, "status", "PROSPECT")
                    && c.path("nextFollowUpDate").asText(ENDLESS).compareTo("2030-01-02") < 0),
        filter(
            "status=ACTIVE&currency=USD&entityType=LLC",
            c ->
                is(c, "status", "ACTIVE")
                    && is(c, "currency", "USD")
                    && is(c, "entityType", "LLC")));
  }

  private static Map.Entry<String, Predicate<JsonNode>> filter(
      String query, Predicate<JsonNode> wanted) {
    return Map.entry(query, wanted);
  }

  @ParameterizedTest
  @MethodSource("filters")
  void filterLeavesWhatItSays(Map.Entry<String, Predicate<JsonNode>> filter) {
    List<Long> expected = ids(listed.all(API).stream().filter(filter.getValue()).toList());
    assertThat(expected).isNotEmpty().hasSizeLessThan(listed.size());
    String query = filter.getKey().replace("OWNER", Long.toString(listed.owner()));
    Answer answer = API.get(path("search=" + listed.tag(), query, "size=500"));
    assertThat(ids(items(answer))).isEqualTo(expected);
    assertThat(answer.json().at("/page/total/count").asInt()).isEqualTo(expected.size());
    assertThat(answer.json().at("/page/total/exact").asBoolean()).isTrue();
  }

  @Test
  void idsLeaveTheirClientsInOneStatement() {
    List<Long> some = ids(listed.all(API)).stream().skip(1).limit(3).toList();
    String ids = some.get(0) + "," + some.get(1) + ",999999999999," + some.get(2);
    Answer answer = API.get(path("id=" + ids));
    assertThat(ids(items(answer))).isEqualTo(some);
  }

  @Test
  void searchFindsPartsOfNamesAndTheBeginningForOneOrTwoLetters() {
    String ids =
        "id=" + String.join(",", ids(listed.all(API)).stream().map(String::valueOf).toList());
    assertThat(names(ids, "search=" + Api.encode("BETA"))).hasSize(2);
    assertThat(names(ids, "search=" + Api.encode("eta"))).hasSize(2);
    assertThat(names(ids, "search=" + Api.encode("50%")))
        .singleElement()
        .asString()
        .contains("50%");
    assertThat(names(ids, "search=" + Api.encode("5_%"))).isEmpty();
    assertThat(names(ids, "search=" + Api.encode("a\\b")))
        .singleElement()
        .asString()
        .endsWith("a\\b");
    assertThat(names(ids, "search=" + listed.tag().substring(0, 2)))
        .hasSize(listed.size() - 1)
        .allMatch(name -> name.startsWith(listed.tag()));
    assertThat(names(ids, "search=" + listed.tag().substring(1, 3))).isEmpty();
  }

  private static List<String> names(String... query) {
    return items(API.get(path(query))).stream().map(c -> c.path("legalName").asText()).toList();
  }

  @Test
  void numbersOfAClientAreThoseOfItsServicesAndEntries() {
    JsonNode client =
        listed.all(API).stream()
            .filter(c -> c.path("id").asLong() == listed.busy())
            .findFirst()
            .orElseThrow();
    assertThat(number(client, "annualRecurring")).isEqualByComparingTo("1200");
    assertThat(number(client, "hours")).isEqualByComparingTo("3.5");
    // Twelve months of 100, three hours at 80, and half a one that nobody pays.
    assertThat(number(client, "revenue")).isEqualByComparingTo("1440");
  }
}
