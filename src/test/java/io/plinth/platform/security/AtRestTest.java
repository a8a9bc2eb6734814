package io.plinth.platform.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AtRestTest {
  private static final String COLUMN = "sessions.id_token";
  private static final Secret SECRET = secret("the one");
  private final AtRest atRest = new AtRest(SECRET);

  private static Secret secret(String text) {
    return new Secret("plinth.secret", text + " secret of the tests, 32 bytes or more");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "Grüße \uD83D\uDE00 \u0000", "eyJhbGciOiJSUzI1NiJ9.e30.c2ln"})
  void whatWasSealedOpensAgain(String text) {
    String sealed = atRest.seal(text, COLUMN, "7");
    assertThat(new AtRest(secret("the one")).open(sealed, COLUMN, "7")).contains(text);
    assertThat(sealed).matches("v1\\.[0-9a-f]{8}\\.[A-Za-z0-9_-]{38,}");
    if (text.length() > 5) {
      assertThat(sealed).doesNotContain(text);
    }
  }

  /** By the JDK alone: what is stored is what is said to be. */
  @Test
  void sealIsAesGcmUnderTheDerivedKeyAndBoundToItsPlace() throws Exception {
    String sealed = atRest.seal("text", COLUMN, "7");
    int dot = sealed.lastIndexOf('.') + 1;
    byte[] all = Base64.getUrlDecoder().decode(sealed.substring(dot));
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        Cipher.DECRYPT_MODE,
        new SecretKeySpec(SECRET.key("at-rest"), "AES"),
        new GCMParameterSpec(128, Arrays.copyOf(all, 12)));
    cipher.updateAAD((sealed.substring(0, dot) + COLUMN + "\n7").getBytes(StandardCharsets.UTF_8));
    byte[] text = cipher.doFinal(all, 12, all.length - 12);
    assertThat(new String(text, StandardCharsets.UTF_8)).isEqualTo("text");
  }

  @Test
  void sameTextIsSealedDifferentlyEachTime() {
    Set<String> all = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      all.add(atRest.seal("text", COLUMN, "7"));
    }
    assertThat(all).hasSize(1_000);
  }

  @Test
  void opensInItsPlaceOnlyAndWithItsSecretOnly() {
    String sealed = atRest.seal("text", COLUMN, "7");
    assertThat(atRest.open(sealed, COLUMN, "8")).isEmpty();
    assertThat(atRest.open(sealed, "sessions.other", "7")).isEmpty();
    assertThat(new AtRest(secret("another")).open(sealed, COLUMN, "7")).isEmpty();
  }

  @Test
  void anyChangeIsFound() {
    String sealed = atRest.seal("text", COLUMN, "7");
    for (int i = 0; i < sealed.length() - 1; i++) {
      char other = sealed.charAt(i) == 'A' ? 'B' : 'A';
      String changed = sealed.substring(0, i) + other + sealed.substring(i + 1);
      assertThat(atRest.open(changed, COLUMN, "7")).as(changed).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "v1.", "v1", "text", "v2.00000000.AAAA", "eyJhbGciOiJSUzI1NiJ9.e30.c"})
  void whatIsNoSealDoesNotOpen(String text) {
    assertThat(atRest.open(text, COLUMN, "7")).isEmpty();
    String prefix = atRest.seal("", COLUMN, "7").substring(0, 12);
    for (String rest : new String[] {"", "A", "AAAA", "====", "!"}) {
      assertThat(atRest.open(prefix + rest, COLUMN, "7")).isEmpty();
    }
  }
}
