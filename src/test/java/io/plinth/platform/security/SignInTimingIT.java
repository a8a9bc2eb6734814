package io.plinth.platform.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.plinth.fixture.TestSettings;
import io.plinth.platform.persistence.MigratedDatabase;
import io.plinth.platform.persistence.Transactions;
import io.plinth.platform.ratelimit.SignInLimits;
import io.plinth.platform.settings.Settings;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Whether the time that a wrong password takes tells of whom there is: all that a sign-in does
 * until it has failed, with a hundredth of the rounds, so that a difference beside them shows a
 * hundred times better. What is compared takes turns, so that a busy machine is in the way of both
 * alike.
 */
class SignInTimingIT {
  private static final int SAMPLES = 200;
  private static final int WARM_UP = 100;
  private static final int ROUNDS = 2_100;
  private static MigratedDatabase database;
  private static Authentication authentication;

  @BeforeAll
  static void start() {
    database = MigratedDatabase.create("sign_in_timing");
    Transactions tx = database.transactions();
    Passwords passwords = new Passwords(ROUNDS);
    Settings settings =
        TestSettings.of(
            Map.of(
                "plinth.rate-limit.failed-sign-ins", "1000000",
                "plinth.rate-limit.lockout-failures", "1000000"));
    SignInLimits limits = new SignInLimits(settings);
    PrincipalRepository repository = new PrincipalRepository(tx);
    authentication = new Authentication(repository, passwords, limits, null, null, tx, settings);
    user("somebody", passwords.hash("right"), true);
    user("switchedoff", passwords.hash("right"), false);
    user("ofaprovider", null, true);
    user("differently", new Passwords(ROUNDS / 2).hash("right"), true);
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  private static void user(String name, String hash, boolean active) {
    database.number(
        """
        insert into users (username, display_name, password_hash, active, role_id)
        select ?, 'Of the test', ?, ?, min(id) from roles returning id
        """,
        name,
        hash,
        active);
  }

  private static long nanos(String name) {
    long start = System.nanoTime();
    assertThat(authentication.check(name, "wrong", "192.0.2.1")).isEmpty();
    return System.nanoTime() - start;
  }

  /** How much longer the one takes than somebody whose password is wrong. */
  private static double ratio(String name) {
    long[] known = new long[SAMPLES];
    long[] other = new long[SAMPLES];
    for (int i = -WARM_UP; i < SAMPLES; i++) {
      boolean first = i % 2 == 0;
      long one = nanos(first ? "somebody" : name);
      long two = nanos(first ? name : "somebody");
      if (i >= 0) {
        known[i] = first ? one : two;
        other[i] = first ? two : one;
      }
    }
    double ratio = (double) median(other) / median(known);
    System.out.printf(
        "A wrong password of %s takes %.2f times as long as of somebody: %d and %d us%n",
        name, ratio, median(other) / 1_000, median(known) / 1_000);
    return ratio;
  }

  private static long median(long[] times) {
    long[] sorted = times.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  @Test
  void nobodyAndWhoHasNoPasswordTakeAsLongAsSomebody() {
    for (String name : new String[] {"nobodyhere", "switchedoff", "ofaprovider"}) {
      assertThat(ratio(name)).as(name).isBetween(0.8, 1.25);
    }
  }

  @Test
  void whoTakesLessIsFound() {
    assertThat(ratio("differently")).isLessThan(0.8);
  }
}
