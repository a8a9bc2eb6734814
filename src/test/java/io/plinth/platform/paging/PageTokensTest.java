package io.plinth.platform.paging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plinth.fixture.TestSettings;
import io.plinth.platform.error.ProblemException;
import io.plinth.platform.error.ProblemType;
import io.plinth.platform.security.Secret;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageTokensTest {
  private static final String SCOPE = "Clients [name] abc";
  private final PageTokens tokens = tokens("0123456789abcdef0123456789abcdef");
  private final String token = tokens.write(SCOPE, Arrays.asList("Ümläut, \"GmbH\"", null, "42"));

  private static PageTokens tokens(String secret) {
    return new PageTokens(new Secret(TestSettings.of(Map.of("plinth.secret", secret))));
  }

  @Test
  void bringsBackTheValuesOfTheLastRow() {
    assertThat(tokens.read(SCOPE, token)).containsExactly("Ümläut, \"GmbH\"", null, "42");
  }

  @Test
  void isSafeInAQueryString() {
    assertThat(token).matches("[A-Za-z0-9_-]+");
  }

  @Test
  void everyTruncationIsRefused() {
    for (int length = 0; length < token.length(); length++) {
      assertRefused(tokens, SCOPE, token.substring(0, length));
    }
  }

  @Test
  void everyChangedByteIsRefused() {
    byte[] bytes = Base64.getUrlDecoder().decode(token);
    for (int i = 0; i < bytes.length; i++) {
      byte[] changed = bytes.clone();
      changed[i] ^= 1;
      assertRefused(tokens, SCOPE, Base64.getUrlEncoder().withoutPadding().encodeToString(changed));
    }
  }

  @Test
  void tokenOfAnotherListOrderOrFilterIsRefused() {
    for (String scope : List.of("Users [name] abc", "Clients [-name] abc", "Clients [name] abd")) {
      assertRefused(tokens, scope, token);
    }
  }

  @Test
  void tokenSignedWithAnotherSecretIsRefused() {
    assertRefused(tokens("another secret of 32 bytes or more"), SCOPE, token);
  }

  @Test
  void oversizedTokenIsRefusedThoughItIsSigned() {
    String oversized = tokens.write(SCOPE, List.of("x".repeat(5_000)));
    assertRefused(tokens, SCOPE, oversized);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "!", "a", "ÄÖÜ", "AAAAAAAAAAAAAAAAAAAAAA", "\u0000", "a b"})
  void whatIsNoTokenIsRefused(String text) {
    assertRefused(tokens, SCOPE, text);
  }

  private static void assertRefused(PageTokens tokens, String scope, String token) {
    assertThatThrownBy(() -> tokens.read(scope, token))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.type()).isEqualTo(ProblemType.INVALID_PAGE_TOKEN);
              assertThat(e.errors()).extracting("parameter").containsExactly("after");
            });
  }
}
