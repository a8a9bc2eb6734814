package io.plinth.platform.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plinth.fixture.TestSettings;
import io.plinth.platform.settings.SettingsException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class SecretTest {
  private static final String TEXT = "0123456789abcdef0123456789abcdef";

  private static Secret secret(String text) {
    return new Secret(TestSettings.of(Map.of("plinth.secret", text)));
  }

  /** HKDF as RFC 5869 writes it, for one block of output. */
  private static byte[] hkdf(byte[] salt, byte[] input, byte[] info, int length)
      throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(salt, "HmacSHA256"));
    byte[] extracted = mac.doFinal(input);
    mac.init(new SecretKeySpec(extracted, "HmacSHA256"));
    byte[] output = new byte[length];
    byte[] block = {};
    for (int done = 0, i = 1; done < length; done += block.length, i++) {
      mac.update(block);
      mac.update(info);
      block = mac.doFinal(new byte[] {(byte) i});
      System.arraycopy(block, 0, output, done, Math.min(block.length, length - done));
    }
    return output;
  }

  @Test
  void referenceAgreesWithTheFirstCaseOfTheRfc() throws GeneralSecurityException {
    HexFormat hex = HexFormat.of();
    byte[] output =
        hkdf(
            hex.parseHex("000102030405060708090a0b0c"),
            hex.parseHex("0b".repeat(22)),
            hex.parseHex("f0f1f2f3f4f5f6f7f8f9"),
            42);
    assertThat(hex.formatHex(output))
        .isEqualTo(
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
  }

  @Test
  void keysAreDerivedByHkdf() throws GeneralSecurityException {
    byte[] expected =
        hkdf(
            "plinth".getBytes(StandardCharsets.UTF_8),
            TEXT.getBytes(StandardCharsets.UTF_8),
            "page-token".getBytes(StandardCharsets.UTF_8),
            32);
    assertThat(secret(TEXT).key("page-token")).isEqualTo(expected);
  }

  @Test
  void everyPurposeAndEverySecretHasItsOwnKey() {
    assertThat(secret(TEXT).key("a")).isNotEqualTo(secret(TEXT).key("b"));
    assertThat(secret(TEXT).key("a")).isNotEqualTo(secret(TEXT + "!").key("a"));
    assertThat(secret(TEXT).key("a")).isEqualTo(secret(TEXT).key("a"));
  }

  @Test
  void refusesLessThanThirtyTwoBytes() {
    assertThatThrownBy(() -> secret(TEXT.substring(1)))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("PLINTH_SECRET")
        .hasMessageContaining("32 bytes");
    assertThatThrownBy(() -> secret(" ")).isInstanceOf(SettingsException.class);
  }

  @Test
  void refusalDoesNotTellTheSecret() {
    assertThatThrownBy(() -> secret("hunter2"))
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hunter2"));
  }

  @Test
  void tokensAreLongDifferentAndSafeInUrls() {
    Set<String> tokens = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      tokens.add(Secret.randomToken());
    }
    assertThat(tokens).hasSize(1_000).allMatch(t -> t.matches("[A-Za-z0-9_-]{43}"));
  }
}
