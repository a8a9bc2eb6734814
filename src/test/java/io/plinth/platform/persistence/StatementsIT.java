package io.plinth.platform.persistence;

import io.plinth.platform.http.Route;
import io.plinth.testing.Answer;
import io.plinth.testing.Api;
import io.plinth.testing.Given;
import io.plinth.testing.Plinth;
import io.plinth.testing.Sample;
import io.plinth.testing.Walk;
import java.util.LinkedHashMap;
import java.util.Map;
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
    SoftAssertions softly = new SoftAssertions();
    one.forEach(
        (path, count) -> {
          // A page that has become the first of two is counted: one statement more, once.
          int more = path.equals("/clients") ? 1 : 0;
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

  @Test
  void writesTakeAConstantFew() {
    Sample sample = Sample.create(plinth);
    SoftAssertions softly = new SoftAssertions();
    Walk.writes()
        .filter(r -> r.isApi() && Walk.takesJson(r))
        .forEach(
            route -> {
              Walk.send(api, route, sample.path(route), sample.body(route));
              Answer answer = Walk.send(api, route, sample.path(route), sample.body(route));
              softly.assertThat(answer.status()).as("%s", answer).isBetween(200, 201);
              softly.assertThat(answer.statements()).as("%s", answer).isBetween(1, MOST_OF_A_WRITE);
            });
    softly.assertAll();
  }
}
