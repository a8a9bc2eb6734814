package io.plinth.platform.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.plinth.fixture.TestSettings;
import io.plinth.platform.error.ProblemException;
import io.plinth.platform.error.ProblemType;
import io.plinth.platform.ratelimit.Admission.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AdmissionTest {

  private static Admission admission(int active, int queue, String wait) {
    return new Admission(
        TestSettings.of(
            Map.of(
                "plinth.http.max-active",
                Integer.toString(active),
                "plinth.http.queue",
                Integer.toString(queue),
                "plinth.http.queue-wait",
                wait,
                "plinth.http.max-slow",
                "4")));
  }

  private static ProblemException refusal(Admission admission) {
    ProblemException refusal =
        catchThrowableOfType(ProblemException.class, () -> admission.enter("a"));
    assertThat(refusal.type()).isEqualTo(ProblemType.OVERLOADED);
    assertThat(refusal.retrySeconds()).isPositive();
    return refusal;
  }

  @Test
  void whoFindsAllPlacesAndTheQueueTakenIsRefusedAtOnce() {
    Admission admission = admission(2, 0, "30s");
    Turn first = admission.enter("a");
    admission.enter("a");
    assertThat(admission.active()).isEqualTo(2);
    long start = System.nanoTime();
    refusal(admission);
    assertThat(System.nanoTime() - start).isLessThan(5_000_000_000L);
    assertThat(admission.refused()).isOne();
    first.close();
    admission.enter("a").close();
  }

  @Test
  void whoWaitsGetsThePlaceThatBecomesFree() throws Exception {
    Admission admission = admission(1, 1, "30s");
    Turn first = admission.enter("a");
    CompletableFuture<Turn> second = CompletableFuture.supplyAsync(() -> admission.enter("b"));
    while (admission.waiting() == 0) {
      Thread.onSpinWait();
    }
    refusal(admission);
    assertThat(second).isNotDone();
    first.close();
    second.get(10, TimeUnit.SECONDS).close();
    assertThat(admission.active()).isZero();
  }

  @Test
  void waitingEnds() {
    Admission admission = admission(1, 1, "50ms");
    admission.enter("a");
    refusal(admission);
    refusal(admission);
    assertThat(admission.waiting()).isZero();
  }

  @Test
  void slowBodyLeavesItsPlaceToOthers() {
    Admission admission = admission(1, 0, "1s");
    Turn slow = admission.enter("a");
    slow.pause();
    slow.pause();
    assertThat(admission.active()).isZero();
    Turn other = admission.enter("b");
    assertThatThrownBy(slow::resume).isInstanceOf(ProblemException.class);
    other.close();
    slow.close();
    assertThat(admission.active()).isZero();
    admission.enter("c").close();
  }

  @Test
  void arrivedBodyIsWorkedOnAgain() {
    Admission admission = admission(1, 0, "1s");
    Turn turn = admission.enter("a");
    turn.pause();
    turn.resume();
    turn.resume();
    assertThat(admission.active()).isOne();
    turn.close();
    turn.close();
    assertThat(admission.active()).isZero();
  }

  @Test
  void slowBodiesAreBoundedAndOneAddressIsHalfOfThem() {
    Admission admission = admission(10, 0, "1s");
    List<Turn> paused = new ArrayList<>();
    for (String address : new String[] {"a", "a", "b", "b"}) {
      Turn turn = admission.enter(address);
      turn.pause();
      paused.add(turn);
      if (paused.size() == 2) {
        refuseToPause(admission, "a");
      }
    }
    refuseToPause(admission, "c");
    paused.forEach(Turn::close);
    Turn again = admission.enter("a");
    again.pause();
    again.close();
    assertThat(admission.active()).isZero();
  }

  private static void refuseToPause(Admission admission, String address) {
    try (Turn turn = admission.enter(address)) {
      assertThatThrownBy(turn::pause).isInstanceOf(ProblemException.class);
    }
  }
}
