package io.plinth.platform.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BodyHashTest {
  private static byte[] hash(String target, String type, String body) {
    BodyHash hash = BodyHash.of(target, type);
    byte[] bytes = body.getBytes(StandardCharsets.ISO_8859_1);
    hash.write(bytes, 0, bytes.length);
    return hash.end();
  }

  private static byte[] form(String boundary, String content) {
    return hash(
        "POST /f",
        "multipart/form-data; boundary=" + boundary,
        "--" + boundary + "\r\n\r\n" + content + "\r\n--" + boundary + "--\r\n");
  }

  @Test
  void isOfTheAddressTheTypeAndTheBody() {
    byte[] one = hash("POST /a", "application/json", "{}");
    assertThat(hash("POST /a", "application/json", "{}")).isEqualTo(one);
    assertThat(hash("POST /b", "application/json", "{}")).isNotEqualTo(one);
    assertThat(hash("POST /a", "application/cbor", "{}")).isNotEqualTo(one);
    assertThat(hash("POST /a", null, "{}")).isNotEqualTo(one);
    assertThat(hash("POST /a", "application/json", "{ }")).isNotEqualTo(one);
  }

  @Test
  void sameFormWithAnotherBoundaryIsTheSame() {
    byte[] one = form("abcabd", "file");
    assertThat(form("----WebKitFormBoundary7MA4YWxk", "file")).isEqualTo(one);
    assertThat(form("abcabd", "files")).isNotEqualTo(one);
    assertThat(hash("POST /f", "multipart/form-data; boundary=\"b c\"", "--b c\r\nx"))
        .isEqualTo(hash("POST /f", "multipart/form-data; boundary=B", "--B\r\nx"));
    assertThat(form("", "x")).isEqualTo(form("", "x"));
  }

  /** What only begins like the boundary is content, wherever it stands and how often. */
  @Test
  void contentThatLooksLikeTheBoundaryCounts() {
    assertThat(form("aab", "aaab")).isNotEqualTo(form("aab", "aab")).isNotEqualTo(form("aab", ""));
    assertThat(form("aab", "aa")).isNotEqualTo(form("aab", "a"));
    Random random = new Random(3);
    for (int i = 0; i < 2_000; i++) {
      String content = letters(random);
      // "zq" and "qz" are not in the content: with them nothing is left out but the boundary.
      assertThat(form("abab", content.replace("abab", ""))).as(content).isNotNull();
      assertThat(form("zq", content)).as(content).isEqualTo(form("qz", content));
    }
  }

  private static String letters(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      text.append((char) ('a' + random.nextInt(2)));
    }
    return text.toString();
  }

  /** As the obvious way computes it: remove the boundary from left to right, then hash. */
  @Test
  void leavesOutWhatTheObviousWayDoesWhereverTheBodyIsCut() {
    Random random = new Random(5);
    for (int i = 0; i < 3_000; i++) {
      String boundary = "b" + letters(random);
      String body = letters(random) + boundary + letters(random);
      String type = "multipart/form-data; boundary=" + boundary;
      BodyHash cut = BodyHash.of("POST /f", type);
      byte[] bytes = body.getBytes(StandardCharsets.ISO_8859_1);
      for (byte one : bytes) {
        cut.write(one);
      }
      String rest = body.replace(boundary, "");
      assertThat(cut.end())
          .as("%s without %s", body, boundary)
          .isEqualTo(hash("POST /f", "multipart/form-data", rest));
    }
  }
}
