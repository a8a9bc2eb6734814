package io.plinth.platform.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.plinth.platform.ratelimit.Turns.Refusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class TurnsTest {
  private static final Optional<Refusal> BEGUN = Optional.empty();
  private static final Optional<Refusal> OF_PLACE =
      Optional.of(new Refusal(false, false, Duration.ofSeconds(60)));
  private static final Optional<Refusal> OF_ACCOUNT =
      Optional.of(new Refusal(true, false, Duration.ofMinutes(30)));
  private final Turns patient = new Turns(Duration.ofSeconds(60));

  private static void awaitAsked(AtomicInteger asked, int times) {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (asked.get() < times) {
      assertThat(System.nanoTime()).as("asked").isLessThan(deadline);
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Test
  void refusalStandsAtOnceWhereNothingIsBeingChecked() {
    assertThat(patient.begin("here", "a", () -> OF_PLACE)).isEqualTo(OF_PLACE);
    assertThat(patient.begin("elsewhere", "b", () -> BEGUN)).isEmpty();
    assertThat(patient.begin("here", "a", () -> OF_PLACE)).isEqualTo(OF_PLACE);
    assertThat(patient.begin("elsewhere", "a", () -> OF_ACCOUNT)).isEqualTo(OF_ACCOUNT);
    patient.end("elsewhere", "b");
    assertThat(patient.size()).isZero();
  }

  @Test
  void whoIsRefusedAsksAgainWhenAnotherHasEnded() throws Exception {
    patient.begin("here", "a", () -> BEGUN);
    AtomicInteger asked = new AtomicInteger();
    CompletableFuture<Optional<Refusal>> second =
        CompletableFuture.supplyAsync(
            () -> patient.begin("here", "b", () -> asked.getAndIncrement() < 1 ? OF_PLACE : BEGUN));
    awaitAsked(asked, 1);
    patient.end("here", "a");
    assertThat(second.get(30, TimeUnit.SECONDS)).isEmpty();
    assertThat(asked).hasValue(2);
    patient.end("here", "b");
    assertThat(patient.size()).isZero();
  }

  @Test
  void lastOneThatFailsMakesTheRefusalStand() throws Exception {
    patient.begin("here", "a", () -> BEGUN);
    AtomicInteger asked = new AtomicInteger();
    CompletableFuture<Optional<Refusal>> second =
        CompletableFuture.supplyAsync(
            () ->
                patient.await(
                    "here",
                    () -> {
                      asked.incrementAndGet();
                      return OF_PLACE;
                    }));
    awaitAsked(asked, 1);
    patient.end("here", "a");
    assertThat(second.get(30, TimeUnit.SECONDS)).isEqualTo(OF_PLACE);
  }

  @Test
  void whoWaitsTooLongIsToldThatMuchIsBeingCheckedAndNotThatItFailed() {
    Turns hasty = new Turns(Duration.ofMillis(50));
    hasty.begin("here", "a", () -> BEGUN);
    for (Optional<Refusal> refusal : List.of(OF_PLACE, OF_ACCOUNT)) {
      Refusal busy = hasty.begin("here", "a", () -> refusal).orElseThrow();
      assertThat(busy.busy()).isTrue();
      assertThat(busy.pause()).isLessThan(Duration.ofMinutes(1));
    }
    assertThat(hasty.size()).isOne();
  }

  @Test
  void soManyWaitAndNoMore() throws Exception {
    patient.begin("here", "a", () -> BEGUN);
    AtomicInteger asked = new AtomicInteger();
    List<Thread> waiting = new ArrayList<>();
    for (int i = 0; i < Turns.MOST_WAITING; i++) {
      Thread thread =
          new Thread(
              () ->
                  patient.begin(
                      "here",
                      "b",
                      () -> {
                        asked.incrementAndGet();
                        return OF_PLACE;
                      }));
      thread.start();
      waiting.add(thread);
    }
    awaitAsked(asked, Turns.MOST_WAITING);
    // The last of them may still be on its way from asking to waiting.
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (waiting.stream().anyMatch(t -> t.getState() != Thread.State.TIMED_WAITING)) {
      assertThat(System.nanoTime()).as("all wait").isLessThan(deadline);
      LockSupport.parkNanos(1_000_000);
    }
    assertThat(patient.begin("here", "c", () -> OF_PLACE).orElseThrow().busy()).isTrue();
    patient.end("here", "a");
    for (Thread thread : waiting) {
      thread.join(30_000);
      assertThat(thread.isAlive()).isFalse();
    }
    assertThat(patient.size()).isZero();
  }
}
