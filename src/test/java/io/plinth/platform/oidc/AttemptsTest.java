package io.plinth.platform.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import io.plinth.platform.oidc.Attempts.Attempt;
import io.plinth.platform.security.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AttemptsTest {
  private static final String SECRET = "a secret of the tests, 32 bytes or more";
  private final Attempts attempts = new Attempts(new Secret("plinth.secret", SECRET));

  @Test
  void anotherNodeKnowsItAgain() {
    Attempt attempt = attempts.begin("/clients?status=ACTIVE&sort=-name");
    Attempt found =
        new Attempts(new Secret("plinth.secret", SECRET))
            .find(attempt.cookie(), attempt.state().getValue())
            .orElseThrow();
    assertThat(found).isEqualTo(attempt);
    assertThat(found.next()).isEqualTo("/clients?status=ACTIVE&sort=-name");
  }

  @Test
  void noTwoAreAlike() {
    Attempt one = attempts.begin("/");
    Attempt two = attempts.begin("/");
    assertThat(one.state()).isNotEqualTo(two.state());
    assertThat(one.nonce().getValue())
        .isNotEqualTo(two.nonce().getValue())
        .isNotEqualTo(one.state().getValue())
        .isNotEqualTo(one.verifier().getValue());
    assertThat(attempts.find(one.cookie(), two.state().getValue())).isEmpty();
  }

  @Test
  void cookieCannotBeChanged() {
    Attempt attempt = attempts.begin("/clients");
    String[] parts = attempt.cookie().split("\\.");
    String evil =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString("//evil".getBytes(StandardCharsets.UTF_8));
    String state = attempt.state().getValue();
    assertThat(attempts.find(parts[0] + "." + parts[1] + "." + evil, state)).isEmpty();
    assertThat(
            attempts.find(parts[0] + "." + (Long.parseLong(parts[1]) + 1) + "." + parts[2], state))
        .isEmpty();
    assertThat(
            new Attempts(new Secret("plinth.secret", SECRET + "!")).find(attempt.cookie(), state))
        .isEmpty();
  }

  @Test
  void lastsTenMinutes() {
    long now = Instant.now().getEpochSecond();
    String random = "A".repeat(43);
    for (long age : new long[] {0, 590, 610, -610, 1_000_000}) {
      String cookie = random + "." + (now - age) + ".";
      assertThat(attempts.find(cookie, attempts.stateOf(cookie)).isPresent())
          .as("%s s old", age)
          .isEqualTo(age == 0 || age == 590);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "a.b.c", "AAAA.1.", "\u0000", "A.99999999999999999999."})
  void strangeCookiesAreNone(String cookie) {
    assertThat(attempts.find(cookie, "state")).isEmpty();
    assertThat(attempts.find(cookie, null)).isEmpty();
    assertThat(attempts.find(null, "state")).isEmpty();
  }

  @Test
  void longWayBackIsForgotten() {
    Attempt attempt = attempts.begin("/" + "x".repeat(5_000));
    assertThat(attempt.next()).isEmpty();
    assertThat(attempt.cookie().length()).isLessThan(4_000);
  }
}
