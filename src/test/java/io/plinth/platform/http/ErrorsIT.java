package io.plinth.platform.http;

import static io.plinth.fixture.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.plinth.fixture.Answer;
import io.plinth.fixture.Api;
import io.plinth.fixture.Plinth;
import io.plinth.fixture.Sample;
import io.plinth.fixture.Walk;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever goes wrong on whichever route is told as a problem, with the right status. */
class ErrorsIT {
  private static Sample sample;
  private final Plinth plinth = Plinth.shared();
  private final Api api = plinth.api();

  @BeforeAll
  static void create() {
    sample = Sample.create(Plinth.shared());
  }

  @Test
  void unknownQueryParameterIsNamedWithTheLegalOnes() {
    Walk.all()
        .filter(route -> !route.takesAnyQuery())
        .forEach(
            route -> {
              String path = Sample.path(route, Long.toString(Sample.UNKNOWN)) + "?nope=1";
              JsonNode problem = assertProblem(Walk.send(api, route, path), 400);
              assertThat(problem.path("type").asText()).isEqualTo("/problems/unknown-parameter");
              route
                  .parameters()
                  .forEach(p -> assertThat(problem.path("detail").asText()).contains(p));
              assertThat(problem.at("/errors/0/parameter").asText()).isEqualTo("nope");
            });
  }

  /** What is no route, and answered by a servlet. */
  @ParameterizedTest
  @ValueSource(
      strings = {"/openapi", "/health", "/health/live", "/health/ready", "/health/started"})
  void unknownQueryParameterOfAServletIsNamed(String path) {
    plinth.anonymous().get(path).expect(200);
    for (String query : List.of("?nope=1", "?nope", "?format=json&nope=1", "?Format=json")) {
      JsonNode problem = assertProblem(plinth.anonymous().get(path + query), 400);
      assertThat(problem.path("type").asText()).isEqualTo("/problems/unknown-parameter");
      assertThat(problem.at("/errors").findValuesAsText("parameter"))
          .contains(query.replaceAll(".*[?&](\\w+).*", "$1"));
    }
    plinth.anonymous().get("/openapi?format=yaml").expect(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/nope",
        "/api/v1/nope",
        "/api/v1/clients/1/nope",
        "/api/v2/clients",
        "/api/v1",
        "/api/v1/",
        "/clients/1/nope",
        "/API/V1/CLIENTS",
        "/login/x",
        "/panels/nope",
        "/problems/nope",
        "/.env",
        "/WEB-INF/web.xml",
        "/META-INF/MANIFEST.MF",
        "/index.html"
      })
  void unknownPathIsNotFound(String path) {
    assertProblem(api.get(path), 404);
  }

  @Test
  void wrongMethodIsToldTheRightOnes() {
    for (Route route : Walk.all().toList()) {
      String path = Sample.path(route, "1");
      Set<String> offered = offered(path);
      for (String verb : List.of("GET", "POST", "PUT", "PATCH", "DELETE")) {
        if (!offered.contains(verb)) {
          Answer answer = api.send(verb, path, null, BodyPublishers.noBody());
          assertProblem(answer, 405);
          assertThat(answer.header("Allow").split("[, ]+")).as("%s", answer).contains(route.verb());
        }
      }
    }
  }

  /** The verbs of every route whose template the path fits. */
  private static Set<String> offered(String path) {
    return Walk.all()
        .filter(r -> path.matches(r.path().replace(".", "\\.").replaceAll("\\{\\w+}", "[^/]+")))
        .map(Route::verb)
        .collect(Collectors.toSet());
  }

  /** What cannot be read, what is out of bounds, and what does not go together. */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      textBlock =
          """
          clients | {"nope":1,"status":"x","currency":"QQQ","fiscalYearEnd":"02-30"} | \
          nope,status,legalName,currency,fiscalYearEnd
          services | {"startDate":"2026-02-01","endDate":"2026-01-01","fee":1,\
          "billingFrequency":"HOURLY","active":"x"} | active,clientId,serviceType,endDate,fee
          timesheet-entries | {"date":"never","sourceSystem":"x"} | date,clientId,sourceId
          users | {"password":"short","hourlyRate":-1} | \
          password,hourlyRate,displayName,role,username
          """)
  void allThatIsWrongWithABodyIsNamedAtOnce(String what, String body, String fields) {
    JsonNode problem = assertProblem(api.post("/api/v1/" + what, body), 400);
    assertThat(problem.path("errors").findValuesAsText("pointer"))
        .containsExactlyInAnyOrder(fields.replaceAll("(^|,)", "$1/").split(","));
  }

  @Test
  void wrongMediaTypeIsUnsupported() {
    Walk.writes()
        .filter(r -> r.body().isPresent() || !r.consumes().isEmpty())
        .forEach(
            route ->
                assertProblem(
                    api.send(
                        route.verb(),
                        sample.path(route),
                        "text/plain",
                        BodyPublishers.ofString("legalName: x")),
                    415));
  }

  @Test
  void whatIsNotAcceptedIsNotAcceptable() {
    Walk.reads()
        .forEach(
            route -> assertProblem(api.with("Accept", "image/png").get(sample.path(route)), 406));
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc", "0", "-1", "9223372036854775808", "1.5", "%2B1", "1%00"})
  void whatIsNoIdIsABadRequest(String id) {
    SoftAssertions softly = new SoftAssertions();
    Walk.withIds()
        .forEach(
            route ->
                softly
                    .assertThatCode(
                        () ->
                            assertProblem400(
                                Walk.send(api, route, Sample.path(route, id), sample.body(route)),
                                id))
                    .doesNotThrowAnyException());
    softly.assertAll();
  }

  /** The container itself refuses an encoded NUL, before any filter and in words of its own. */
  private static void assertProblem400(Answer answer, String id) {
    if (id.contains("%00")) {
      assertThat(answer.status()).as("%s", answer).isIn(400, 404);
    } else {
      assertProblem(answer, 400);
    }
  }

  @Test
  void unknownIdIsNotFound() {
    SoftAssertions softly = new SoftAssertions();
    Walk.withIds()
        .forEach(
            route -> {
              String path = Sample.path(route, Long.toString(Sample.UNKNOWN));
              Answer answer = Walk.send(api, route, path, sample.body(route));
              if (route.isApi() || route.verb().equals("GET")) {
                softly.assertThatCode(() -> assertProblem(answer, 404)).doesNotThrowAnyException();
              } else {
                // A form comes back with what was typed, and says that there is nothing to change.
                softly.assertThat(answer.status()).as("%s", answer).isEqualTo(404);
              }
            });
    softly.assertAll();
  }

  @Test
  void everythingThatIsWrongWithAUserIsSaidAtOnce() {
    Map<String, String> user =
        Map.of("displayName", "x", "role", "Nobody", "password", "a long password");
    JsonNode problem = assertProblem(api.post("/api/v1/users", user), 400);
    assertThat(problem.findValuesAsText("pointer")).containsExactlyInAnyOrder("/role", "/username");
    assertThat(problem.toString()).contains("Administrator");
  }

  @Test
  void everythingThatIsWrongWithAnEntryIsSaidAtOnce() {
    String entry =
        "{\"clientId\":%1$d,\"userId\":%1$d,\"date\":\"2026-01-15\",\"sourceId\":\"1\"}"
            .formatted(Sample.UNKNOWN);
    JsonNode problem = assertProblem(api.post("/api/v1/timesheet-entries", entry), 400);
    assertThat(problem.findValuesAsText("pointer"))
        .containsExactlyInAnyOrder("/clientId", "/userId", "/sourceSystem", "/duration");
  }

  @Test
  void partThatSaysThatItIsJsonIsReadAsSuch() {
    String parts =
        "--b\r\nContent-Disposition: form-data; name=\"mapping\"\r\n"
            + "Content-Type: application/json;charset=nope\r\n\r\n%s\r\n"
            + "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n"
            + "date,client,hours\n2026-01-05,Acme,1.5\n\r\n--b--\r\n";
    String type = "multipart/form-data; boundary=b";
    for (String mapping : List.of("{}", "", "  ")) {
      var body = BodyPublishers.ofString(parts.formatted(mapping));
      api.send("POST", "/api/v1/imports", type, body).expect(202);
    }
    for (String mapping : List.of("0", "{", "{\"nope\":1}", "x".repeat(70_000))) {
      var body = BodyPublishers.ofString(parts.formatted(mapping));
      assertProblem(api.send("POST", "/api/v1/imports", type, body), 400);
    }
  }

  @Test
  void browserGetsAPageInsteadOfAProblem() {
    Api browser = api.with("Accept", "text/html,*/*;q=0.8");
    for (String path : List.of("/nope", "/clients/999999999999", "/clients?nope=1")) {
      Answer answer = browser.get(path);
      assertThat(answer.status()).isBetween(400, 404);
      assertThat(answer.mediaType()).isEqualTo("text/html");
      assertThat(answer.text())
          .contains("<!DOCTYPE html>".substring(0, 9))
          .doesNotContain("io.plinth");
    }
    assertThat(browser.get("/api/v1/nope").mediaType()).isEqualTo("application/problem+json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/clients?search=%zz",
        "/api/v1/clients?search=%",
        "/api/v1/clients?search=%ff%fe",
        "/api/v1/clients?search=%7Bx%7D&size=1",
        "/api/v1/clients?search=%00",
        "/api/v1/clients?sort=%00",
        "/api/v1/clients?fields=%00",
        "/api/v1/clients?after=%00",
        "/api/v1/clients?currency=%27%3B--",
        "/api/v1/clients?after=%F0%9F%98%80",
        "/api/v1/clients/%zz",
        "/api/v1/clients/%2e%2e/users"
      })
  void hostileAddressesNeverFail(String path) {
    // The JDK's client refuses to send some of these; a socket does not.
    String answer = Raw.get(plinth.baseUri(), path, Plinth.ADMIN_KEY);
    int status = Integer.parseInt(answer.split(" ")[1]);
    assertThat(status).as(answer).isLessThan(500);
    assertThat(answer).doesNotContain("Exception", "\tat ", "Payara", "<html");
  }
}
