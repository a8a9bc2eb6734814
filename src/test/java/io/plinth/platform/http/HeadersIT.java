package io.plinth.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.plinth.fixture.Answer;
import io.plinth.fixture.Api;
import io.plinth.fixture.Plinth;
import io.plinth.fixture.Sample;
import io.plinth.fixture.Walk;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every answer carries, errors included. */
class HeadersIT {
  private final Plinth plinth = Plinth.shared();
  private final Api api = plinth.api();

  private static void assertSafe(Answer answer) {
    assertThat(answer.header("X-Content-Type-Options")).as("%s", answer).isEqualTo("nosniff");
    assertThat(answer.header("X-Frame-Options")).isEqualTo("DENY");
    assertThat(answer.header("Referrer-Policy")).isEqualTo("same-origin");
    assertThat(answer.header("Cross-Origin-Opener-Policy")).isEqualTo("same-origin");
    assertThat(answer.header("Permissions-Policy")).contains("camera=()");
    assertThat(answer.header("Content-Security-Policy"))
        .contains(
            "default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'")
        .doesNotContain("unsafe-inline", "unsafe-eval", "*");
    assertTimed(answer);
    assertThat(answer.headers().map().keySet())
        .doesNotContain("server", "x-powered-by", "access-control-allow-origin");
  }

  private static void assertTimed(Answer answer) {
    assertThat(answer.header("X-Request-ID")).as("%s", answer).isNotBlank();
    assertThat(answer.header("X-Response-Time")).as("%s", answer).matches("\\d+ms");
    assertThat(answer.headers().allValues("Server-Timing"))
        .as("%s", answer)
        .singleElement()
        .asString()
        .matches("app;dur=[\\d.]+, db;dur=[\\d.]+;desc=\"\\d+ statements\"");
  }

  @Test
  void everyRouteIsSafeWithAndWithoutCredentials() {
    Sample sample = Sample.create(plinth);
    Walk.reads()
        .forEach(
            route -> {
              assertSafe(Walk.send(api, route, sample.path(route)).expect(200));
              assertSafe(Walk.send(plinth.anonymous(), route, sample.path(route)));
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/login",
        "/nope",
        "/api/v1/nope",
        "/assets/nope.css",
        "/problems/not-found",
        "/openapi",
        "/api/v1/clients/abc",
        "/WEB-INF/web.xml",
        "/META-INF/MANIFEST.MF",
        "/container-error",
        "/api/v1/clients?nope=1"
      })
  void everyOtherAnswerIsSafeToo(String path) {
    assertSafe(api.get(path));
    assertSafe(plinth.anonymous().with("Accept", "text/html").get(path));
  }

  /** Also what JAX-RS never sees, or has no body for. */
  @Test
  void everyAnswerTellsItsTime() {
    assertTimed(api.with("Authorization", "Basic eDp4").get("/api/v1/me").expect(401));
    assertTimed(api.get("/api/v1/me?x=" + "x".repeat(9_000)).expect(414));
    assertTimed(api.post("/api/v1/clients", " ".repeat(2 << 20)).expect(413));
    assertTimed(api.head("/api/v1/me").expect(200));
    Answer read = api.get("/api/v1/me").expect(200);
    assertTimed(api.with("If-None-Match", read.etag()).get("/api/v1/me").expect(304));
    String page = plinth.anonymous().get("/login").expect(200).text();
    String asset = page.substring(page.indexOf("/assets/")).split("\"")[0];
    assertTimed(api.get(asset).expect(200));
    assertTimed(plinth.anonymous().with("Accept", "text/html").get("/clients").expect(303));
    long client = plinth.given().createClient();
    assertTimed(api.delete("/api/v1/clients/" + client).expect(204));
  }

  /** The container answers these itself. */
  @ParameterizedTest
  @ValueSource(strings = {"/health", "/health/live", "/health/started", "/health/ready"})
  void healthSaysNothingButItself(String path) {
    Answer answer = plinth.anonymous().get(path).expect(200);
    assertTimed(answer);
    assertThat(answer.mediaType()).isEqualTo("application/json");
    assertThat(answer.json().path("status").asText()).isEqualTo("UP");
    assertThat(answer.json().path("checks"))
        .allMatch(
            check ->
                check.path("data").isMissingNode()
                    || check.path("data").toString().matches("\\{(\"state\":\"up\")?}"));
    assertThat(answer.headers().map().keySet())
        .doesNotContain("server", "x-powered-by", "access-control-allow-origin", "set-cookie");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST", "TRACE", "OPTIONS", "CONNECT", "PROPFIND", "NOPE"})
  void strangeMethodsAreSafeAndNeverEchoed(String method) {
    for (String path : List.of("/", "/api/v1/clients", "/assets/nope.css", "/nope")) {
      String answer =
          Raw.send(
              plinth.baseUri(),
              "%s %s HTTP/1.1\r\nHost: x\r\nX-Secret: echo\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                  .formatted(method, path));
      assertThat(answer).as(method + " " + path).doesNotContain("X-Secret", "echo", "Payara");
      assertThat(answer).as(method + " " + path).matches("(?s)HTTP/1\\.1 [1-4]\\d\\d .*");
    }
  }

  @Test
  void nobodyIsConnectedToAnother() {
    String answer =
        Raw.send(plinth.baseUri(), "CONNECT example.com:443 HTTP/1.1\r\nHost: example.com\r\n\r\n");
    assertThat(answer).matches("(?s)HTTP/1\\.1 4\\d\\d .*").doesNotContain("Payara");
  }

  @Test
  void strictTransportIsAskedForOnlyOverTls() {
    assertThat(api.get("/api/v1/me").header("Strict-Transport-Security")).isNull();
    Api forged = api.with("X-Forwarded-Proto", "https");
    assertThat(forged.get("/api/v1/me").header("Strict-Transport-Security")).isNull();
  }

  @Test
  void requestIdIsTakenOverWhereItIsHarmless() {
    assertThat(api.with("X-Request-ID", "abc-1.2_Z").get("/api/v1/me").header("X-Request-ID"))
        .isEqualTo("abc-1.2_Z");
    String longest = "x".repeat(64);
    assertThat(requestId(longest)).isEqualTo(longest);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a b",
        "a%20b",
        "<script>",
        "\"quoted\"",
        "a,b",
        "\ta\tb",
        "${jndi:ldap://x}",
        "0123456789012345678901234567890123456789012345678901234567890123+",
        "01234567890123456789012345678901234567890123456789012345678901234"
      })
  void requestIdThatIsNoneIsReplaced(String given) {
    assertThat(requestId(given)).matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  }

  /** The container does it, before anything of ours is asked. */
  @Test
  void requestWithAHeaderThatIsNotAsciiIsRefused() {
    String answer =
        Raw.send(
            plinth.baseUri(),
            "GET /nope HTTP/1.1\r\nHost: x\r\nX-Request-ID: caf\u00e9\r\nConnection: close\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 400").doesNotContain("caf", "Payara");
  }

  /** What comes back for a request id sent byte for byte as given. */
  private String requestId(String given) {
    String answer =
        Raw.send(
            plinth.baseUri(),
            "GET /nope HTTP/1.1\r\nHost: x\r\nX-Request-ID: %s\r\nConnection: close\r\n\r\n"
                .formatted(given));
    assertThat(answer).startsWith("HTTP/1.1 404");
    return answer
        .lines()
        .filter(line -> line.startsWith("X-Request-ID:"))
        .map(line -> line.substring("X-Request-ID:".length()).strip())
        .reduce((one, two) -> one + " and " + two)
        .orElse("none");
  }

  @Test
  void whatIsPrivateIsNotKeptByOthers() {
    Sample sample = Sample.create(plinth);
    Walk.reads()
        .forEach(
            route ->
                assertThat(
                        Walk.send(api, route, sample.path(route))
                            .expect(200)
                            .header("Cache-Control"))
                    .as("%s", route.path())
                    .containsAnyOf("private", "no-store"));
  }
}
