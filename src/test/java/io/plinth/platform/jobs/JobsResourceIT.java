package io.plinth.platform.jobs;

import static io.plinth.fixture.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.plinth.fixture.Answer;
import io.plinth.fixture.Api;
import io.plinth.fixture.Given;
import io.plinth.fixture.Person;
import io.plinth.fixture.Plinth;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Jobs by REST and on their page. */
class JobsResourceIT {
  private static final String JOBS = "/api/v1/jobs";
  private final Plinth plinth = Plinth.shared();
  private final Given given = plinth.given();
  private final Api api = plinth.api();

  private String status(long job) {
    return given.select("select status from jobs where id = ?", job).get(0);
  }

  @Test
  void listIsFilteredAndShowsOnesOwnUnlessOneSeesAll() {
    Person staff = given.createUser("Staff");
    long own = given.createJob("FAILED");
    long other = given.createJob("FAILED");
    given.update("update jobs set user_id = ? where id = ?", staff.id(), own);
    String ids = "?id=" + own + "," + other;
    JsonNode all = api.get(JOBS + ids + "&status=FAILED").expect(200).json();
    assertThat(all.path("items").findValuesAsText("id"))
        .containsExactlyInAnyOrder(String.valueOf(own), String.valueOf(other));
    assertThat(api.get(JOBS + ids + "&status=QUEUED").expect(200).json().path("items")).isEmpty();
    assertThat(api.get(JOBS + "?userId=" + staff.id()).expect(200).json().path("items")).hasSize(1);
    JsonNode seen = staff.api().get(JOBS + "?fields=id,error").expect(200).json().path("items");
    assertThat(seen).hasSize(1);
    assertThat(seen.get(0).path("id").asLong()).isEqualTo(own);
    assertThat(seen.get(0).path("error").asText()).isEqualTo("planted");
    assertProblem(staff.api().get(JOBS + "/" + other), 404);
    assertProblem(staff.api().post(JOBS + "/" + other + "/retry", ""), 404);
    assertProblem(staff.api().delete(JOBS + "/" + other), 404);
    assertThat(status(other)).isEqualTo("FAILED");
    staff.api().delete(JOBS + "/" + own).expect(204);
  }

  @Test
  void viewersSeeAndSteerNothing() {
    long job = given.createJob("FAILED");
    Api viewer = given.createUser("Viewer").api();
    viewer.get(JOBS + "/" + job).expect(200);
    assertProblem(viewer.post(JOBS + "/" + job + "/retry", ""), 403);
    assertProblem(viewer.post(JOBS + "/" + job + "/cancel", ""), 403);
    assertProblem(viewer.delete(JOBS + "/" + job), 403);
    assertThat(viewer.get("/jobs?status=FAILED").expect(200).text())
        .contains("planted")
        .doesNotContain(">Retry<");
  }

  @Test
  void runningJobIsToldToStopAndAWaitingOneEnds() {
    long running = given.createJob("RUNNING");
    JsonNode told = api.post(JOBS + "/" + running + "/cancel", "").expect(200).json();
    assertThat(told.path("cancelRequested").asBoolean()).isTrue();
    assertThat(told.path("status").asText()).isEqualTo("RUNNING");
    long waiting = given.createJob("QUEUED");
    given.update("update jobs set run_at = now() + interval '5 minutes' where id = ?", waiting);
    JsonNode ended = api.post(JOBS + "/" + waiting + "/cancel", "").expect(200).json();
    assertThat(ended.path("status").asText()).isEqualTo("CANCELLED");
    assertProblem(api.post(JOBS + "/" + waiting + "/cancel", ""), 409);
    assertProblem(api.post(JOBS + "/" + waiting + "/retry", ""), 409);
    assertProblem(api.delete(JOBS + "/" + running), 409);
  }

  @Test
  void deadLetterIsTriedAgainOrDiscarded() {
    long job = given.createJob("FAILED");
    Answer again = api.post(JOBS + "/" + job + "/retry", "").expect(200);
    assertThat(again.json().path("status").asText()).isEqualTo("QUEUED");
    assertThat(again.json().path("attempts").asInt()).isZero();
    long other = given.createJob("FAILED");
    String tag = api.get(JOBS + "/" + other).expect(200).etag();
    given.update("update jobs set priority = 1, version = version + 1 where id = ?", other);
    assertProblem(api.with("If-Match", tag).delete(JOBS + "/" + other), 412);
    api.delete(JOBS + "/" + other).expect(204);
    assertProblem(api.get(JOBS + "/" + other), 404);
    assertThat(
            given.select(
                "select action from audit_events where target_type = 'jobs' and target_id in (?, ?)"
                    + " order by id",
                job,
                other))
        .containsExactly("jobs:retry", "jobs:delete");
  }

  @Test
  void pageHasAButtonForWhatCanBeDone() {
    long dead = given.createJob("FAILED");
    Api person =
        plinth.anonymous().with("Accept", "text/html").signIn(Plinth.ADMIN, Plinth.ADMIN_PASSWORD);
    Answer page = person.get("/jobs?status=FAILED").expect(200);
    assertThat(page.text()).contains("/jobs/" + dead + "/retry", "/jobs/" + dead + "/discard");
    assertThat(person.get("/operations/panels/jobs").expect(200).text()).contains("href=\"/jobs\"");
    Map<String, String> form = Map.of("csrf", Api.csrf(page));
    assertThat(person.form("/jobs/" + dead + "/retry", form).expect(303).header("Location"))
        .isEqualTo("/jobs");
    given.update("update jobs set status = 'FAILED', finished_at = now() where id = ?", dead);
    person.form("/jobs/" + dead + "/discard", form).expect(303);
    assertThat(given.select("select 1 from jobs where id = ?", dead)).isEmpty();
    assertProblem(person.with("Accept", null).form("/jobs/" + dead + "/discard", Map.of()), 403);
  }
}
