package io.plinth.platform.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.plinth.platform.http.Route;
import io.plinth.testing.Answer;
import io.plinth.testing.Api;
import io.plinth.testing.Given;
import io.plinth.testing.Plinth;
import io.plinth.testing.Sample;
import io.plinth.testing.Walk;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/** The number of statements of a request does not depend on the number of rows. */
class StatementsIT {
  private static final int MOST_OF_A_LIST = 3;
  private static final int MOST_OF_A_PAGE = 12;
  private static final int MOST_OF_A_WRITE = 8;
  private final Plinth plinth = Plinth.shared();
  private final Given given = plinth.given();
  private final Api api = plinth.api();

  /** Once the credential is known: looking it up is not the route's work. */
  private int statements(Route route, Sample sample) {
    String path = sample.path(route) + (route.parameters().contains("size") ? "?size=500" : "");
    Walk.send(api, route, path).expect(200);
    Answer answer = Walk.send(api, route, path).expect(200);
    return answer.statements();
  }

  private Map<String, Integer> all(Sample sample) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    Walk.reads()
        .filter(r -> !r.produces().contains("text/csv"))
        .forEach(r -> counts.put(r.path(), statements(r, sample)));
    return counts;
  }

  @Test
  void readsTakeAsManyStatementsForFiftyRowsAsForOne() {
    Sample sample = Sample.create(plinth);
    Map<String, Integer> one = all(sample);
    for (int i = 0; i < 50; i++) {
      long client = given.createClient(Map.of("status", "PROSPECT"));
      given.createService(sample.client());
      given.createService(client);
      given.createEntry(sample.client(), sample.user());
      given.createEntry(client, sample.user());
    }
    for (int i = 0; i < 10; i++) {
      given.createUser("Staff");
    }
    Map<String, Integer> fifty = all(sample);
    Set<String> paged =
        Walk.reads()
            .filter(r -> r.parameters().contains("after"))
            .map(Route::path)
            .collect(Collectors.toSet());
    SoftAssertions softly = new SoftAssertions();
    one.forEach(
        (path, count) -> {
          // A page that has become the first of two is counted: one statement more, once.
          int more = paged.contains(path) ? 1 : 0;
          softly.assertThat(fifty.get(path)).as(path).isBetween(count, count + more);
        });
    fifty.forEach(
        (path, count) ->
            softly
                .assertThat(count)
                .as(path)
                .isLessThanOrEqualTo(
                    path.startsWith("/api/v1") && !path.endsWith("dashboard")
                        ? MOST_OF_A_LIST
                        : MOST_OF_A_PAGE));
    softly.assertAll();
  }

  /**
   * Equal but for one: ids come in blocks of fifty, and whoever opens one asks the sequence. What
   * is deleted is deleted last.
   */
  @Test
  void writesTakeAConstantFewForFiftyRowsAsForOne() {
    Map<String, Integer> one = writes(Sample.create(plinth));
    Sample sample = Sample.create(plinth);
    for (int i = 0; i < 50; i++) {
      given.createService(sample.client());
      given.createEntry(sample.client(), sample.user());
    }
    Map<String, Integer> fifty = writes(sample);
    SoftAssertions softly = new SoftAssertions();
    one.forEach(
        (route, count) -> {
          softly.assertThat(count).as(route).isBetween(1, MOST_OF_A_WRITE);
          softly.assertThat(fifty.get(route)).as(route).isBetween(count - 1, count + 1);
        });
    softly.assertThat(one).hasSizeGreaterThan(10);
    softly.assertAll();
  }

  private Map<String, Integer> writes(Sample sample) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    Walk.writes()
        .filter(r -> r.isApi() && (Walk.takesJson(r) || r.verb().equals("DELETE")))
        .sorted(Comparator.comparing(r -> r.verb().equals("DELETE") ? order(r) : 0))
        .forEach(
            route -> {
              boolean delete = route.verb().equals("DELETE");
              if (!delete) {
                Walk.send(api, route, sample.path(route), sample.body(route));
              }
              Answer answer = Walk.send(api, route, sample.path(route), sample.body(route));
              // A client or a person with hours stays.
              assertThat(answer.status()).as("%s", answer).isIn(200, 201, 204, 409);
              counts.put(route.verb() + " " + route.path(), answer.statements());
            });
    return counts;
  }

  /** Entries before what they belong to. */
  private static int order(Route route) {
    return route.path().contains("entries") ? 1 : route.path().contains("services") ? 2 : 3;
  }
}
