package io.plinth.platform.http;

import static io.plinth.fixture.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.plinth.fixture.Answer;
import io.plinth.fixture.Api;
import io.plinth.fixture.Given;
import io.plinth.fixture.Plinth;
import io.plinth.fixture.Sample;
import io.plinth.fixture.Walk;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Sizes: what is too large is refused while it is read. */
class LimitsIT {
  private static final int MEBIBYTE = 1 << 20;
  private static final long MAX_UPLOAD = 50L << 20;
  private final Plinth plinth = Plinth.shared();
  private final Api api = plinth.api();

  /** A client whose JSON has exactly that many bytes. */
  private static String json(int bytes) {
    String start = "{\"legalName\":\"x\",\"status\":\"ACTIVE\",\"source\":\"";
    return start + "s".repeat(bytes - start.length() - 2) + "\"}";
  }

  @Test
  void jsonOfOneMebibyteIsReadAndOneByteMoreIsNot() {
    assertThat(json(MEBIBYTE)).hasSize(MEBIBYTE);
    assertProblem(api.post("/api/v1/clients", json(MEBIBYTE)), 400);
    assertProblem(api.post("/api/v1/clients", json(MEBIBYTE + 1)), 413);
  }

  @Test
  void tooLargeJsonIsRefusedOnEveryRouteThatTakesJson() {
    String body = json(MEBIBYTE + 1);
    Walk.writes()
        .filter(r -> Walk.takesJson(r))
        .forEach(
            route ->
                assertProblem(
                    api.json(route.verb(), Sample.path(route, Long.toString(Sample.UNKNOWN)), body),
                    413));
  }

  @Test
  void sizeIsCheckedAlsoWhenItIsNotDeclared() {
    byte[] body = json(2 * MEBIBYTE).getBytes(StandardCharsets.UTF_8);
    Answer answer =
        api.send(
            "POST",
            "/api/v1/clients",
            "application/json",
            BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)));
    assertProblem(answer, 413);
  }

  @Test
  void uploadDeclaredTooLargeIsRefusedBeforeItIsRead() {
    String answer =
        Raw.send(
            plinth.baseUri(),
            ("POST /api/v1/imports HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\n"
                    + "Content-Type: multipart/form-data; boundary=x\r\nContent-Length: %d\r\n"
                    + "Connection: close\r\n\r\n")
                .formatted(
                    plinth.baseUri().getAuthority(), Plinth.ADMIN_KEY, MAX_UPLOAD + MEBIBYTE));
    assertThat(answer).startsWith("HTTP/1.1 413 ").contains("/problems/too-large");
  }

  @Test
  void uploadThatGrowsTooLargeIsRefusedWhileItIsRead() {
    String start =
        "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n"
            + "date,client,hours\n";
    Answer answer =
        api.send(
            "POST",
            "/api/v1/imports",
            "multipart/form-data; boundary=x",
            BodyPublishers.ofInputStream(() -> new Endless(start, MAX_UPLOAD + MEBIBYTE)));
    assertProblem(answer, 413);
  }

  /** A start, then rows until the size is reached. */
  private static final class Endless extends InputStream {
    private final byte[] start;
    private final byte[] row = "2026-01-05,Acme,1.5\n".getBytes(StandardCharsets.UTF_8);
    private final long size;
    private long at;

    Endless(String start, long size) {
      this.start = start.getBytes(StandardCharsets.UTF_8);
      this.size = size;
    }

    @Override
    public int read() {
      if (at >= size) {
        return -1;
      }
      int value = at < start.length ? start[(int) at] : row[(int) (at % row.length)];
      at++;
      return value;
    }
  }

  @Test
  void queryOfEightKibibytesIsReadAndOneByteMoreIsNot() {
    String longest = "search=" + "x".repeat(8 * 1024 - "search=".length());
    assertProblem(api.get("/api/v1/clients?" + longest), 400);
    assertProblem(api.get("/api/v1/clients?" + longest + "x"), 414);
    assertProblem(plinth.anonymous().get("/login?next=" + "x".repeat(9_000)), 414);
  }

  @Test
  void hundredLevelsAreReadAndOneMoreIsNot() {
    String hundred = "{\"tags\":" + "[".repeat(99) + "]".repeat(99) + "}";
    String more = "{\"tags\":" + "[".repeat(100) + "]".repeat(100) + "}";
    assertThat(assertProblem(api.post("/api/v1/clients", hundred), 400).path("type").asText())
        .isEqualTo("/problems/invalid-request");
    assertThat(assertProblem(api.post("/api/v1/clients", more), 400).path("type").asText())
        .isEqualTo("/problems/malformed-body");
    String bomb = "[".repeat(MEBIBYTE - 1);
    assertProblem(api.post("/api/v1/clients", bomb), 400);
  }

  @Test
  void formThatIsTooLargeIsRefused() {
    Api session = plinth.anonymous().signIn(Plinth.ADMIN, Plinth.ADMIN_PASSWORD);
    Map<String, String> fields = Map.of("current", "x".repeat(MEBIBYTE));
    assertProblem(session.form("/password", fields), 413);
  }

  @Test
  void numbersOfAbsurdSizeAreRefusedWithoutBeingWrittenOut() {
    for (String number :
        new String[] {"1e999999999", "1e-999999999", "9".repeat(99), "9".repeat(2_000)}) {
      String body = "{\"legalName\":\"x\",\"status\":\"ACTIVE\",\"estimatedValue\":" + number + "}";
      long start = System.nanoTime();
      assertProblem(api.post("/api/v1/clients", body), 400);
      assertThat(System.nanoTime() - start).isLessThan(20_000_000_000L);
    }
  }

  private static String parts(int count) {
    String part = "--x\r\nContent-Disposition: form-data; name=\"p\"\r\n\r\n\r\n";
    return part.repeat(count) + "--x--\r\n";
  }

  private Answer multipart(String path, String body) {
    String type = "multipart/form-data; boundary=x";
    return api.send("POST", path, type, BodyPublishers.ofString(body));
  }

  @Test
  void formOfTooManyPartsIsRefused() {
    for (String path : List.of("/api/v1/imports", "/api/v1/imports/preview", "/import/preview")) {
      for (int count : new int[] {21, 15_000}) {
        assertThat(assertProblem(multipart(path, parts(count)), 400).path("detail").asText())
            .isEqualTo("A form has at most 20 parts.");
      }
      assertThat(multipart(path, parts(20)).text()).doesNotContain("at most 20 parts");
    }
  }

  /** Whatever it calls itself: nobody takes a file there. */
  @Test
  void uploadToWhereNoneIsTakenIsAsLargeAsJson() {
    String body = parts(1) + "x".repeat(MEBIBYTE);
    assertProblem(multipart("/api/v1/clients", body), 413);
    assertProblem(multipart("/nowhere", body), 413);
    Api once = api.with("Idempotency-Key", Given.unique("upload"));
    assertProblem(
        once.send(
            "POST",
            "/api/v1/clients",
            "multipart/form-data; boundary=x",
            BodyPublishers.ofString(body)),
        413);
    assertThat(multipart("/api/v1/imports", body).status()).isNotEqualTo(413);
  }

  @Test
  void uploadToBeCarriedOutOnceIsNotReadFromWhoMayNotMakeIt() {
    Answer answer =
        plinth
            .given()
            .createUser("Viewer")
            .api()
            .with("Idempotency-Key", Given.unique("upload"))
            .send(
                "POST",
                "/api/v1/imports",
                "multipart/form-data; boundary=x",
                BodyPublishers.ofString(parts(1)));
    assertThat(assertProblem(answer, 403).path("detail").asText()).contains("imports:write");
  }

  @Test
  void formOfNobodyInParticularIsSmall() {
    Api anonymous = plinth.anonymous();
    assertProblem(anonymous.form("/login", Map.of("password", "x".repeat(16 * 1024))), 413);
    assertProblem(anonymous.form("/password", Map.of("password", "x".repeat(16 * 1024))), 413);
    Answer fits = anonymous.form("/login", Map.of("password", "x".repeat(15 * 1024)));
    assertThat(fits.status()).isIn(401, 403, 429);
  }

  @Test
  void formOfTooManyFieldsIsRefused() {
    String type = "application/x-www-form-urlencoded";
    String fields = "a=&".repeat(1_000);
    assertThat(
            assertProblem(
                    plinth
                        .anonymous()
                        .send("POST", "/login", type, BodyPublishers.ofString(fields)),
                    400)
                .path("detail")
                .asText())
        .isEqualTo("A form has at most 1000 fields.");
    Api session = plinth.anonymous().signIn(Plinth.ADMIN, Plinth.ADMIN_PASSWORD);
    assertProblem(session.send("POST", "/password", type, BodyPublishers.ofString(fields)), 400);
  }

  /** The answer must not be many times what was sent. */
  @Test
  void noMoreThanAHundredErrorsAreTold() {
    StringBuilder unknown = new StringBuilder("{\"x\":1");
    for (int i = 0; unknown.length() < MEBIBYTE - 20; i++) {
      unknown.append(",\"u").append(i).append("\":1");
    }
    String list = "\"A\",".repeat(MEBIBYTE / 4 - 100);
    Answer names = api.post("/api/v1/clients", unknown + "}");
    assertThat(assertProblem(names, 400).path("errors")).hasSize(100);
    assertThat(names.json().path("detail").asText()).startsWith("More values than the 100");
    Answer values = api.post("/api/v1/api-keys", "{\"permissions\":[" + list + "\"A\"]}");
    assertThat(assertProblem(values, 400).path("errors").size()).isBetween(1, 10);
    assertThat(values.json().at("/errors/0").toString())
        .contains("/permissions", "at most 100 values");
    StringBuilder query = new StringBuilder("x=");
    for (int i = 0; i < 900; i++) {
      query.append("&u").append(i).append('=');
    }
    Answer parameters = api.get("/api/v1/clients?" + query);
    assertThat(assertProblem(parameters, 400).path("errors")).hasSize(100);
    assertThat(parameters.json().path("detail").asText()).startsWith("More parameters than the");
  }
}
