package io.plinth.platform.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NewUserTest {

  @ParameterizedTest
  @ValueSource(strings = {"a@b", "ada.lovelace@example.org", "a+b@x.co.uk", "ü@münchen.de"})
  void takesAddresses(String text) {
    assertThat(NewUser.isEmail(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "@b", "a@", "a@b.", "a@.b", "a@b..c", "a@b@c", "a b@c", "<a@b>"})
  void refusesOtherTexts(String text) {
    assertThat(NewUser.isEmail(text)).isFalse();
  }

  /** Its expression is tried whatever the length is, and must not use stack for each part. */
  @Test
  void longTextIsReadLikeAnyOther() {
    String parts = ".a".repeat(500_000);
    assertThat(NewUser.isEmail("a@a" + parts)).isTrue();
    assertThat(NewUser.isEmail("a@a" + parts + "@")).isFalse();
    assertThat(NewUser.isEmail("a".repeat(1_000_000))).isFalse();
  }
}
