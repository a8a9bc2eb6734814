package io.plinth.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plinth.platform.error.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimitedPartsTest {
  private static final int MOST = LimitedParts.MOST_PARTS;
  private static final String PART = "--b\r\nA: b\r\n\r\nx\r\n";

  private static LimitedParts body(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    return new LimitedParts(new ByteArrayInputStream(bytes), "b");
  }

  private static void assertPasses(String text) throws IOException {
    assertThat(body(text).readAllBytes()).asString(StandardCharsets.ISO_8859_1).isEqualTo(text);
    LimitedParts single = body(text);
    for (int i = 0; i < text.length(); i++) {
      assertThat(single.read()).isEqualTo(text.charAt(i));
    }
    assertThat(single.read()).isEqualTo(-1);
  }

  private static void assertRefused(String text, String why) {
    assertThatThrownBy(() -> body(text).readAllBytes())
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining(why);
    LimitedParts single = body(text);
    assertThatThrownBy(
            () -> {
              while (single.read() >= 0) {
                // until it is refused
              }
            })
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining(why);
  }

  @Test
  void passesAsManyPartsAsAFormHas() throws IOException {
    assertPasses(PART.repeat(MOST) + "--b--\r\n");
    assertPasses("");
    assertPasses("preamble\r\n" + PART + "--b--\r\n\u00ff");
  }

  /** Each of them is the beginning of a part to the parser. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "--b\r\n\r\nx\r\n",
        "--b\n\nx\n",
        "--b \t\r\n\r\n\r\n",
        "--b\r\n\r\n\r",
        "--b\n\n\n\n\n"
      })
  void refusesOneMore(String part) throws IOException {
    assertPasses(part.repeat(MOST));
    assertRefused(part.repeat(MOST + 1), "at most 20 parts");
  }

  /** A file may hold what looks much like a boundary. */
  @ParameterizedTest
  @ValueSource(
      strings = {"x--b\r\n", "--bc\r\n", "--c\r\n", "--\r\n", "-\n", "--b--\r\n", "\n--B\n"})
  void countsNothingElse(String line) throws IOException {
    assertPasses("--b\r\n\r\n" + line.repeat(5_000) + "\r\n--b--\r\n");
  }

  @Test
  void refusesAHeadWithoutEnd() throws IOException {
    String line = "A: b\r\n";
    int most = LimitedParts.MOST_HEAD_BYTES / line.length() - 2;
    assertPasses("--b\r\n" + line.repeat(most) + "\r\n" + line.repeat(10_000) + "\r\n--b--");
    assertRefused("--b\r\n" + line.repeat(most + 3) + "\r\n", "head of a part");
    assertRefused("--b\r\n\r\r\n" + line.repeat(most + 3), "head of a part");
  }
}
