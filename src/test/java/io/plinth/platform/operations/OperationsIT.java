package io.plinth.platform.operations;

import static io.plinth.fixture.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.plinth.fixture.Answer;
import io.plinth.fixture.Api;
import io.plinth.fixture.Plinth;
import io.plinth.fixture.Sample;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The operations page, and the same by REST. */
class OperationsIT {
  private final Plinth plinth = Plinth.shared();
  private final Api api = plinth.api();

  private JsonNode operations() {
    return api.get("/api/v1/operations").expect(200).json();
  }

  @Test
  void tellsTheRoutesThatWereAskedWithTheirTimes() {
    long client = plinth.given().createClient();
    api.get("/api/v1/clients/" + client).expect(200);
    JsonNode routes = operations().path("routes");
    assertThat(routes).isNotEmpty(); // the slowest of all that any test has asked for
    for (JsonNode route : routes) {
      assertThat(route.path("route").asText()).as("%s", route).matches("/.*|NONE");
      assertThat(route.path("count").asLong()).isPositive();
      assertThat(route.path("p50").asDouble()).isNotNegative();
      assertThat(route.path("p95").asDouble())
          .isGreaterThanOrEqualTo(route.path("p50").asDouble())
          .isLessThanOrEqualTo(route.path("p99").asDouble());
    }
    assertThat(routes.findValues("statements")).anyMatch(s -> s.asDouble() > 0);
    assertThat(operations().at("/requests/count").asLong()).isPositive();
    assertThat(operations().at("/requests/active").asLong()).isPositive();
  }

  @Test
  void tellsPoolCachesJobsAndTheDatabase() {
    Sample.create(plinth); // an import among them, and so a job
    JsonNode operations = operations();
    assertThat(operations.at("/pool/size").asInt()).isPositive();
    assertThat(operations.path("caches").findValuesAsText("name")).contains("users", "clients");
    assertThat(operations.path("jobs").findValuesAsText("outcome")).contains("COMPLETED");
    assertThat(operations.at("/statements/available").asBoolean()).isFalse();
    assertThat(operations.at("/statements/hint").asText()).contains("shared_preload_libraries");
    assertThat(operations.path("unindexedForeignKeys")).isEmpty();
    assertThat(Instant.parse(operations.path("since").asText()))
        .isBetween(Instant.now().minus(Duration.ofHours(2)), Instant.now());
  }

  @Test
  void takesThreeStatementsAtMost() {
    api.get("/api/v1/operations").expect(200);
    assertThat(api.get("/api/v1/operations").expect(200).statements()).isBetween(1, 3);
  }

  @Test
  void pageHasEveryPanelAndEachRefreshesItself() {
    String page = api.with("Accept", "text/html").get("/operations").expect(200).text();
    for (String panel : OperationsScreen.PANELS) {
      assertThat(page).contains("id=\"panel-" + panel + "\"", "/operations/panels/" + panel + "\"");
      Answer alone = api.with("HX-Request", "true").get("/operations/panels/" + panel).expect(200);
      assertThat(alone.text()).contains("id=\"panel-" + panel + "\"").doesNotContain("<html");
      String whole = api.get("/operations/panels/" + panel).expect(200).text();
      assertThat(whole).contains("<html", "id=\"panel-" + panel + "\"", "All panels");
    }
    assertProblem(api.get("/operations/panels/nope"), 404);
    assertThat(page).contains("shared_preload_libraries");
  }

  @Test
  void navigationShowsItToThoseWhoMaySeeIt() {
    assertThat(api.get("/clients").expect(200).text()).contains("href=\"/operations\"");
    Api staff = plinth.given().createUser("Staff").api();
    assertThat(staff.get("/clients").expect(200).text()).doesNotContain("href=\"/operations\"");
  }
}
