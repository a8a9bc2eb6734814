package io.plinth.platform.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LockoutTest {
  private static final Duration LOCK = Duration.ofMinutes(30);
  private final Clock clock = new Clock();
  private final Lockout lockout = new Lockout(5, LOCK, 1_000, clock::currentTimeNanos);

  private void fail(String account, String place, int times) {
    for (int i = 0; i < times; i++) {
      assertThat(lockout.begin(account, place)).as("attempt %d", i + 1).isZero();
    }
  }

  @Test
  void fifthFailureLocksForHalfAnHour() {
    fail("admin", "here", 5);
    assertThat(lockout.begin("admin", "here")).isEqualTo(LOCK);
    clock.pass(LOCK.minusNanos(1));
    assertThat(lockout.begin("admin", "here")).isEqualTo(Duration.ofNanos(1));
    clock.pass(Duration.ofNanos(1));
    fail("admin", "here", 5);
    assertThat(lockout.begin("admin", "here")).isEqualTo(LOCK);
  }

  @Test
  void attemptsWhileLockedDoNotProlongIt() {
    fail("admin", "here", 5);
    for (int i = 0; i < 29; i++) {
      clock.pass(Duration.ofMinutes(1));
      assertThat(lockout.begin("admin", "here")).isPositive();
    }
    clock.pass(Duration.ofMinutes(1));
    fail("admin", "here", 1);
  }

  @Test
  void lockIsForThatPlaceAndThatAccountAlone() {
    fail("admin", "here", 5);
    fail("admin", "elsewhere", 1);
    fail("somebody", "here", 1);
  }

  @Test
  void nobodyCanKeepTheFirstAttemptFromAnotherPlaceOut() {
    for (int place = 0; place < 100; place++) {
      fail("admin", "attacker " + place, 1);
    }
    fail("admin", "the administrator's place", 1);
    lockout.succeed("admin", "the administrator's place");
    fail("admin", "the administrator's place", 4);
  }

  @Test
  void accountUnderAttackIsSlowedProgressivelyElsewhere() {
    fail("admin", "here", 5);
    fail("admin", "elsewhere", 1);
    assertThat(lockout.begin("admin", "elsewhere")).isEqualTo(Duration.ofSeconds(1));
    clock.pass(Duration.ofMillis(999));
    assertThat(lockout.begin("admin", "elsewhere")).isEqualTo(Duration.ofMillis(1));
    clock.pass(Duration.ofMillis(1));
    fail("admin", "elsewhere", 1);
    for (int more = 0; more < 3; more++) {
      fail("admin", "other " + more, 1);
    }
    assertThat(lockout.begin("admin", "elsewhere")).as("10").isEqualTo(Duration.ofSeconds(2));
    for (int more = 3; more < 300; more++) {
      fail("admin", "other " + more, 1);
    }
    assertThat(lockout.begin("admin", "elsewhere")).as("307").isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void fewFailuresSlowNobody() {
    fail("admin", "here", 2);
    fail("admin", "elsewhere", 2);
  }

  @Test
  void successBeginsAnewHereAndLeavesTheLockElsewhere() {
    fail("admin", "attacker", 5);
    fail("admin", "here", 1);
    lockout.succeed("admin", "here");
    fail("admin", "here", 4);
    assertThat(lockout.begin("admin", "attacker")).isEqualTo(LOCK);
  }

  @Test
  void changedPasswordForgetsTheLocksOfItsUserAlone() {
    fail("admin", "here", 5);
    fail("admin", "elsewhere", 1);
    fail("somebody", "here", 5);
    lockout.belongs("admin", 1);
    lockout.belongs("somebody", 2);
    lockout.forget(1);
    fail("admin", "here", 5);
    assertThat(lockout.begin("somebody", "here")).isPositive();
  }

  @Test
  void attemptWithoutResultDoesNotCount() {
    for (int i = 0; i < 20; i++) {
      fail("admin", "here", 1);
      lockout.undo("admin", "here");
    }
    assertThat(lockout.size()).isZero();
    fail("admin", "here", 4);
    fail("admin", "here", 1);
    lockout.undo("admin", "here");
    fail("admin", "here", 1);
    assertThat(lockout.begin("admin", "here")).isEqualTo(LOCK);
  }

  @Test
  void endlessNamesAndPlacesTakeNoMoreMemory() {
    for (int i = 0; i < 50_000; i++) {
      lockout.begin("name " + i, "place " + i);
    }
    assertThat(lockout.size()).isEqualTo(2_000);
  }
}
