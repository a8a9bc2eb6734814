package io.plinth.faults;

import static io.plinth.fixture.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.plinth.faults.Load.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What may become of requests while something is broken, and what may not. */
record Outcomes(List<Outcome> all) {
  private static final Set<Integer> DONE = Set.of(200, 201);

  /**
   * What was not done, which must have been answered by a problem of one of these statuses that
   * says when to come again: no other error, no page of the container, no answer that is none.
   */
  List<Outcome> failedOnlyAs(Integer... statuses) {
    List<Outcome> failed = new ArrayList<>();
    for (Outcome outcome : all) {
      if (!DONE.contains(outcome.status())) {
        assertThat(outcome.answer()).as("%s", outcome).isNotNull();
        assertThat(outcome.status()).as("%s", outcome).isIn((Object[]) statuses);
        assertProblem(outcome.answer(), outcome.status());
        assertThat(outcome.answer().header("Retry-After")).as("%s", outcome).matches("\\d+");
        failed.add(outcome);
      }
    }
    return failed;
  }

  void assertWithin(long millis) {
    assertThat(all).allMatch(o -> o.millis() <= millis, "within " + millis + " ms");
  }

  /** Whoever finds the port closed knows that nothing was done; whoever is cut off does not. */
  List<Outcome> assertNobodyCutOff() {
    List<Outcome> broken = all.stream().filter(o -> o.answer() == null).toList();
    assertThat(broken).allMatch(o -> o.failure().contains("ConnectException"), "not cut off");
    return broken;
  }

  Outcomes since(long nanos) {
    return new Outcomes(all.stream().filter(o -> o.start() - nanos >= 0).toList());
  }

  Outcomes before(long nanos) {
    return new Outcomes(all.stream().filter(o -> o.start() - nanos < 0).toList());
  }

  Outcomes answered() {
    return new Outcomes(all.stream().filter(o -> o.answer() != null).toList());
  }

  long slowest() {
    return all.stream().mapToLong(Outcome::millis).max().orElse(0);
  }

  /** Milliseconds from that moment until the last request that failed was told so. */
  static long lastFailure(List<Outcome> failed, long since) {
    return Math.max(0, failed.stream().mapToLong(o -> millis(o, since)).max().orElse(0));
  }

  /** Milliseconds from that moment until a request was done. */
  long firstSuccess(long since) {
    return all.stream()
        .filter(o -> DONE.contains(o.status()))
        .mapToLong(o -> millis(o, since))
        .filter(millis -> millis >= 0)
        .min()
        .orElseThrow();
  }

  /** Milliseconds from that moment to its end. */
  private static long millis(Outcome outcome, long since) {
    return (outcome.start() - since) / 1_000_000 + outcome.millis();
  }
}
