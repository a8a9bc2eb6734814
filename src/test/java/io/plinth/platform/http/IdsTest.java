package io.plinth.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdsTest {

  @Test
  void positiveWholeNumbersAreIds() {
    assertThat(Ids.parse("1")).isEqualTo(1);
    assertThat(Ids.parse("9223372036854775807")).isEqualTo(Long.MAX_VALUE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0",
        "-1",
        "+1",
        " 1",
        "1 ",
        "1.0",
        "1e3",
        "0x1",
        "abc",
        "١",
        "9223372036854775808",
        "18446744073709551617",
        "00000000000000000001",
        "1\u0000"
      })
  void allElseIsNone(String text) {
    assertThatThrownBy(() -> Ids.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
