package io.plinth.platform.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.plinth.fixture.TestSettings;
import io.plinth.platform.error.ProblemException;
import io.plinth.platform.error.ProblemType;
import io.plinth.platform.ratelimit.SignInLimits.Checked;
import io.plinth.platform.settings.SettingsException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignInLimitsTest {
  private static final Checked WRONG = new Checked(7L, false);
  private static final Checked NOBODY = new Checked(null, false);
  private static final Checked RIGHT = new Checked(7L, true);
  private final Clock clock = new Clock();
  private final SignInLimits limits = limits(Map.of());

  private SignInLimits limits(Map<String, String> settings) {
    return new SignInLimits(TestSettings.of(settings), clock);
  }

  private void fail(String name, String address, int times) {
    for (int i = 0; i < times; i++) {
      assertThat(limits.attempt(name, address, () -> WRONG)).isEmpty();
    }
  }

  private ProblemException refusal(String name, String address) {
    ProblemException refusal =
        catchThrowableOfType(
            ProblemException.class,
            () ->
                limits.attempt(
                    name,
                    address,
                    () -> {
                      throw new AssertionError("the password was checked");
                    }));
    assertThat(refusal.type()).isEqualTo(ProblemType.TOO_MANY_REQUESTS);
    return refusal;
  }

  @Test
  void tenFailuresAMinuteFromAnAddressAreTheMost() {
    for (int i = 0; i < 10; i++) {
      fail("name " + i, "192.0.2.1", 1);
    }
    assertThat(refusal("another", "192.0.2.1").retrySeconds()).isEqualTo(60);
    fail("another", "192.0.2.2", 1);
    clock.pass(Duration.ofSeconds(60));
    fail("another", "192.0.2.1", 1);
  }

  @Test
  void officeBehindOneAddressCanSignInAtNine() {
    for (int i = 0; i < 500; i++) {
      assertThat(limits.attempt("name " + i, "192.0.2.1", () -> RIGHT)).contains(7L);
    }
    fail("forgetful", "192.0.2.1", 5);
    refusal("forgetful", "192.0.2.1");
    assertThat(limits.attempt("another", "192.0.2.1", () -> RIGHT)).contains(7L);
  }

  /** As many attempts at once, each checked as {@code check} says; how they ended. */
  private List<Object> atOnce(int times, IntFunction<String> name, Supplier<Checked> check)
      throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(times);
    try {
      CountDownLatch all = new CountDownLatch(times);
      List<Future<Object>> attempts = new ArrayList<>();
      for (int i = 0; i < times; i++) {
        String person = name.apply(i);
        attempts.add(
            threads.submit(
                () -> {
                  all.countDown();
                  all.await();
                  try {
                    return limits.attempt(person, "192.0.2.1", check);
                  } catch (ProblemException e) {
                    return e;
                  }
                }));
      }
      List<Object> ends = new ArrayList<>();
      for (Future<Object> attempt : attempts) {
        ends.add(attempt.get(60, TimeUnit.SECONDS));
      }
      return ends;
    } finally {
      threads.shutdownNow();
    }
  }

  /** Takes a moment, so that many are under way. */
  private static Checked slowly(Checked checked) {
    LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    return checked;
  }

  @ParameterizedTest
  @ValueSource(strings = {"name %d", "one"})
  void allWhoSignInRightlyAtOnceGetIn(String name) throws Exception {
    List<Object> ends = atOnce(15, name::formatted, () -> slowly(RIGHT));
    assertThat(ends).containsOnly(Optional.of(7L));
    assertThat(limits.refused()).isZero();
    assertThat(limits.beingChecked()).isZero();
  }

  @Test
  void fiftyWrongAtOnceAreTenGuesses() throws Exception {
    AtomicInteger checked = new AtomicInteger();
    List<Object> ends =
        atOnce(
            50,
            "name %d"::formatted,
            () -> {
              checked.incrementAndGet();
              return slowly(WRONG);
            });
    assertThat(checked).hasValue(10);
    assertThat(ends).filteredOn(Optional.empty()::equals).hasSize(10);
    assertThat(ends)
        .filteredOn(ProblemException.class::isInstance)
        .extracting(e -> ((ProblemException) e).type())
        .hasSize(40)
        .containsOnly(ProblemType.TOO_MANY_REQUESTS);
    assertThat(refusal("another", "192.0.2.1")).hasMessageContaining("Too many failed");
    assertThat(limits.beingChecked()).isZero();
  }

  @Test
  void fiftyWrongAtOnceForOneNameAreFiveGuesses() throws Exception {
    AtomicInteger checked = new AtomicInteger();
    atOnce(
        50,
        i -> "somebody",
        () -> {
          checked.incrementAndGet();
          return slowly(WRONG);
        });
    assertThat(checked).hasValue(5);
    assertThat(refusal("somebody", "192.0.2.1").retrySeconds()).isEqualTo(30 * 60);
    fail("another", "192.0.2.1", 5);
    refusal("one more", "192.0.2.1");
  }

  /** Of ten who are right and ten who are not, all at once, the ten get in whoever comes first. */
  @Test
  void wrongOnesAmongThemCostNobodyElseTheirTurn() throws Exception {
    AtomicInteger turn = new AtomicInteger();
    List<Object> ends =
        atOnce(
            18,
            "name %d"::formatted,
            () -> slowly(turn.getAndIncrement() % 2 == 0 ? RIGHT : WRONG));
    assertThat(ends).filteredOn(Optional.of(7L)::equals).hasSize(9);
    assertThat(ends).filteredOn(Optional.empty()::equals).hasSize(9);
  }

  @Test
  void wrongPresentPasswordsAtOnceAreTenGuessesToo() throws Exception {
    AtomicInteger checked = new AtomicInteger();
    List<Object> ends = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(50);
    try {
      List<Future<Boolean>> attempts = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        attempts.add(
            threads.submit(
                () ->
                    limits.attempt(
                        "192.0.2.1",
                        () -> {
                          checked.incrementAndGet();
                          return slowly(WRONG).right();
                        },
                        right -> right)));
      }
      for (Future<Boolean> attempt : attempts) {
        try {
          ends.add(attempt.get(60, TimeUnit.SECONDS));
        } catch (ExecutionException e) {
          ends.add(e.getCause());
        }
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(checked).hasValue(10);
    assertThat(ends).filteredOn(ProblemException.class::isInstance).hasSize(40);
  }

  @Test
  void lockIsToldAlikeForNobodyAndForSomebody() {
    for (int i = 0; i < 5; i++) {
      limits.attempt("somebody", "192.0.2.1", () -> WRONG);
    }
    for (int i = 0; i < 5; i++) {
      limits.attempt("nobody", "192.0.2.1", () -> NOBODY);
    }
    clock.pass(Duration.ofMinutes(1));
    ProblemException somebody = refusal("somebody", "192.0.2.1");
    ProblemException nobody = refusal("nobody", "192.0.2.1");
    assertThat(nobody.getMessage()).isEqualTo(somebody.getMessage()).contains("29 minutes");
    assertThat(nobody.retrySeconds()).isEqualTo(somebody.retrySeconds()).isEqualTo(29 * 60);
  }

  @ParameterizedTest
  @CsvSource({
    "2001:db8:1:2::1, 2001:db8:1:2:ffff::9, true",
    "2001:db8:1:2::1, 2001:db8:1:3::1, false",
    "192.0.2.1, ::ffff:192.0.2.1, true",
    "192.0.2.1, 192.0.2.2, false",
    "unknown, unknown, true"
  })
  void placeIsAnAddressOrItsNetwork(String first, String second, boolean same) {
    fail("admin", first, 5);
    if (same) {
      refusal("admin", second);
    } else {
      fail("admin", second, 1);
    }
  }

  @ParameterizedTest
  @CsvSource({"admin, ADMIN", "admin, \u00e0dmin", "admin, adm\u0130n", "kim, \u212aim"})
  void namesThatTheDatabaseMayTakeForOneAreOne(String first, String second) {
    fail(first, "192.0.2.1", 5);
    refusal(second, "192.0.2.1");
  }

  @Test
  void checkThatFailsItselfCountsNot() {
    for (int i = 0; i < 30; i++) {
      assertThatThrownBy(
              () ->
                  limits.attempt(
                      "admin",
                      "192.0.2.1",
                      () -> {
                        throw new ProblemException(ProblemType.UNAVAILABLE, "down");
                      }))
          .hasMessage("down");
    }
    assertThat(limits.attempt("admin", "192.0.2.1", () -> RIGHT)).contains(7L);
  }

  @Test
  void forgedFormsCountForTheAddress() {
    for (int i = 0; i < 10; i++) {
      limits.refuseIfExhausted("192.0.2.1");
      limits.failed("192.0.2.1");
    }
    assertThatThrownBy(() -> limits.failed("192.0.2.1")).isInstanceOf(ProblemException.class);
    assertThatThrownBy(() -> limits.refuseIfExhausted("192.0.2.1"))
        .isInstanceOf(ProblemException.class);
    limits.refuseIfExhausted("192.0.2.2");
    refusal("admin", "192.0.2.1");
  }

  @Test
  void changedPasswordOpensAgain() {
    fail("admin", "192.0.2.1", 5);
    limits.forget(7);
    fail("admin", "192.0.2.1", 1);
  }

  @Test
  void switchedOffTheyLimitNothing() {
    SignInLimits off = limits(Map.of("plinth.rate-limit.enabled", "false"));
    for (int i = 0; i < 100; i++) {
      assertThat(off.attempt("admin", "192.0.2.1", () -> WRONG)).isEmpty();
      off.failed("192.0.2.1");
    }
    off.refuseIfExhausted("192.0.2.1");
  }

  @ParameterizedTest
  @CsvSource({
    "failed-sign-ins, 0",
    "lockout, 0s",
    "lockout, soon",
    "lockout-failures, 0",
    "buckets, 1",
    "enabled, perhaps"
  })
  void badSettingIsRefusedByName(String name, String value) {
    assertThatThrownBy(() -> limits(Map.of("plinth.rate-limit." + name, value)))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("PLINTH_RATE_LIMIT_")
        .hasMessageContaining("plinth.rate-limit." + name);
  }
}
