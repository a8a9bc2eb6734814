package io.plinth.clients.client;

import static io.plinth.fixture.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.plinth.fixture.Answer;
import io.plinth.fixture.Api;
import io.plinth.fixture.Given;
import io.plinth.fixture.Person;
import io.plinth.fixture.Plinth;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A client's way through the pipeline is written down, and a client with hours stays. */
class ClientPipelineIT {
  private final Plinth plinth = Plinth.shared();
  private final Given given = plinth.given();
  private final Person manager = given.createUser("Manager");

  private String create(Map<String, ?> more) {
    long id = given.createClient(more.isEmpty() ? Map.of("status", "PROSPECT") : more);
    return "/api/v1/clients/" + id;
  }

  private static long id(String path) {
    return Long.parseLong(path.substring(path.lastIndexOf('/') + 1));
  }

  /** The steps of a client, oldest first, as stored. */
  private List<String> history(String path) {
    return given.select(
        """
        select h.stage || coalesce(': ' || h.reason, '') || ' by ' || u.username
        from client_stage_changes h join users u on u.id = h.changed_by
        where h.client_id = ? order by h.id
        """,
        id(path));
  }

  private static String by(String step, Person person) {
    return step + " by " + person.username();
  }

  @Test
  void everyStepIsWrittenDownWithWhoTookItAndWhy() {
    Instant before = Instant.now().minus(Duration.ofSeconds(1));
    String path = create(Map.of());
    Api api = manager.api();
    api.patch(path, Map.of("stage", "CONTACTED")).expect(200);
    api.patch(path, Map.of("stage", "CONTACTED", "source", "fair")).expect(200);
    api.patch(path, Map.of("stage", "LOST", "lostReason", "too dear")).expect(200);
    api.patch(path, Map.of("lostReason", "much too dear")).expect(200);
    api.patch(path, Map.of("stage", "PROPOSAL")).expect(200);
    JsonNode now = api.get(path).expect(200).json();
    api.put(path, Map.of("legalName", now.path("legalName"), "status", "ACTIVE", "stage", "WON"))
        .expect(200);
    assertThat(history(path))
        .containsExactly(
            "NEW by admin",
            by("CONTACTED", manager),
            by("LOST: too dear", manager),
            by("PROPOSAL", manager),
            by("WON", manager));
    List<String> times =
        given.select(
            "select count(*) from client_stage_changes where client_id = ?"
                + " and changed_at between cast(? as timestamptz) and now()",
            id(path),
            before.toString());
    assertThat(times).containsExactly("5");
  }

  @Test
  void clientThatIsNoProspectHasNoStepsUntilItTakesOne() {
    String path = create(Map.of("status", "ACTIVE"));
    assertThat(history(path)).isEmpty();
    manager.api().patch(path, Map.of("status", "PROSPECT")).expect(200);
    assertThat(history(path)).containsExactly(by("NEW", manager));
    manager.api().patch(path, "{\"status\":\"ACTIVE\",\"stage\":null}").expect(200);
    assertThat(history(path)).containsExactly(by("NEW", manager));
    String won = create(Map.of("status", "ACTIVE", "stage", "WON"));
    assertThat(history(won)).containsExactly("WON by admin");
  }

  @Test
  void refusedChangeLeavesNoStep() {
    String path = create(Map.of());
    Api api = manager.api();
    assertProblem(api.patch(path, Map.of("stage", "CONTACTED", "ownerId", 999_999_999)), 400);
    assertProblem(api.patch(path, Map.of("stage", "CONTACTED", "currency", "QQQ")), 400);
    assertProblem(api.patch(path, Map.of("stage", "NOWHERE")), 400);
    assertProblem(api.with("If-Match", "\"99.x\"").patch(path, Map.of("stage", "CONTACTED")), 412);
    assertThat(history(path)).containsExactly("NEW by admin");
    assertThat(api.get(path).json().path("stage").asText()).isEqualTo("NEW");
  }

  @Test
  void stepsAreOnThePageNewestFirst() {
    String path = create(Map.of());
    manager
        .api()
        .patch(path, Map.of("stage", "LOST", "lostReason", "went <elsewhere>"))
        .expect(200);
    String page =
        plinth.api().with("Accept", "text/html").get("/clients/" + id(path)).expect(200).text();
    assertThat(page).contains("went &lt;elsewhere&gt;", "Ms " + manager.username());
    assertThat(page.indexOf("went &lt;elsewhere&gt;"))
        .isLessThan(page.lastIndexOf("Administrator"));
  }

  @Test
  void clientWithHoursIsNotDeletedUntilItHasNone() {
    String path = create(Map.of());
    String entry = "/api/v1/timesheet-entries/" + given.createEntry(id(path), manager.id());
    Answer refused = manager.api().delete(path);
    JsonNode problem = assertProblem(refused, 409);
    assertThat(problem.path("type").asText()).isEqualTo("/problems/conflict");
    assertThat(problem.path("detail").asText()).contains("1 timesheet entries", "FORMER");
    manager.api().get(path).expect(200);
    manager.api().get(entry).expect(200);
    assertThat(history(path)).containsExactly("NEW by admin");
    manager.api().delete(entry).expect(204);
    manager.api().delete(path).expect(204);
    assertProblem(manager.api().get(path), 404);
    assertThat(history(path)).isEmpty();
  }

  @Test
  void clientWithoutHoursTakesItsServicesAlong() {
    String path = create(Map.of());
    String service = "/api/v1/services/" + given.createService(id(path));
    manager.api().get(service).expect(200);
    assertProblem(manager.api().with("If-Match", "\"99.x\"").delete(path), 412);
    manager.api().delete(path).expect(204);
    assertProblem(manager.api().get(service), 404);
    assertProblem(manager.api().delete(path), 404);
  }
}
