package io.plinth.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plinth.faults.Load.Outcome;
import io.plinth.fixture.Answer;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The positive controls of the tests of faults: each planted failure is found. */
class OutcomesTest {
  private static final Outcome DONE = outcome(10, answer(201, "application/json", null, "{}"));
  private static final Outcome UNAVAILABLE = outcome(20, problem(503, "5"));

  private static Outcome outcome(long start, Answer answer) {
    return new Outcome("GET client", start, 100, answer, null);
  }

  private static Outcome broken(String failure) {
    return new Outcome("POST clients", 30, 100, null, failure);
  }

  private static Answer problem(int status, String retry) {
    String text =
        """
        {"type":"/problems/unavailable","title":"Temporarily unavailable","status":%d,
         "detail":"Try again soon.","instance":"/api/v1/clients/1","requestId":"id"}
        """;
    return answer(status, "application/problem+json", retry, text.formatted(status));
  }

  private static Answer answer(int status, String type, String retry, String text) {
    Map<String, List<String>> headers =
        new HashMap<>(
            Map.of(
                "Content-Type", List.of(type),
                "X-Request-ID", List.of("id"),
                "Server-Timing", List.of("app;dur=1.0, db;dur=0.0;desc=\"0 statements\""),
                "X-Response-Time", List.of("1ms")));
    if (retry != null) {
      headers.put("Retry-After", List.of(retry));
    }
    return new Answer(
        "GET /api/v1/clients/1",
        status,
        HttpHeaders.of(headers, (name, value) -> true),
        text.getBytes(StandardCharsets.UTF_8));
  }

  private static Outcomes with(Outcome more) {
    return new Outcomes(List.of(DONE, UNAVAILABLE, more));
  }

  @Test
  void whatIsDoneOrToldToComeAgainIsWell() {
    assertThat(with(DONE).failedOnlyAs(503)).containsExactly(UNAVAILABLE);
    with(DONE).assertWithin(100);
    assertThat(with(DONE).assertNobodyCutOff()).isEmpty();
    assertThat(with(broken("java.net.ConnectException")).assertNobodyCutOff()).hasSize(1);
    assertThat(with(DONE).since(20).all()).containsExactly(UNAVAILABLE);
    assertThat(with(DONE).before(20).all()).containsExactly(DONE, DONE);
  }

  @Test
  void anythingElseIsFound() {
    for (Outcome planted :
        List.of(
            outcome(30, problem(500, "5")),
            outcome(30, problem(504, "5")),
            outcome(30, problem(503, null)),
            outcome(30, problem(503, "soon")),
            outcome(30, answer(503, "text/html", "5", "<html>Service Unavailable</html>")),
            outcome(30, answer(404, "application/json", null, "{}")),
            broken("java.io.EOFException"))) {
      assertThatThrownBy(() -> with(planted).failedOnlyAs(503))
          .as("%s", planted)
          .isInstanceOf(AssertionError.class);
    }
  }

  @Test
  void slowOneIsFound() {
    assertThatThrownBy(() -> with(DONE).assertWithin(99)).isInstanceOf(AssertionError.class);
  }

  @Test
  void oneThatIsCutOffIsFound() {
    assertThatThrownBy(() -> with(broken("java.io.IOException: reset")).assertNobodyCutOff())
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void lastFailureIsTheLatest() {
    List<Outcome> failed = List.of(outcome(9_000_000, null), outcome(7_000_000, null));
    assertThat(Outcomes.lastFailure(failed, 2_000_000)).isEqualTo(107);
    assertThat(Outcomes.lastFailure(failed, 900_000_000)).isZero();
    assertThat(Outcomes.lastFailure(List.of(), 2_000_000)).isZero();
  }

  @Test
  void firstSuccessIsTheFirstThatWasDoneSince() {
    Outcome before = outcome(2_000_000, DONE.answer());
    Outcome after = outcome(7_000_000, DONE.answer());
    Outcomes all = new Outcomes(List.of(after, before, outcome(6_000_000, null)));
    assertThat(all.firstSuccess(105_000_000)).isEqualTo(2);
    assertThatThrownBy(() -> all.firstSuccess(200_000_000)).isInstanceOf(RuntimeException.class);
  }
}
