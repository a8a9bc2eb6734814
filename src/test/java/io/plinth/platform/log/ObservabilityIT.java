package io.plinth.platform.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plinth.fixture.Answer;
import io.plinth.fixture.Api;
import io.plinth.fixture.Plinth;
import io.plinth.platform.trace.Receiver;
import io.plinth.platform.trace.Spans;
import io.plinth.run.EmbeddedDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A server with all of it switched on: logs as JSON, traces and error reports to others. */
class ObservabilityIT {
  private static final String DATABASE = "observed";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String CALLER = "00f067aa0ba902b7";
  private static Receiver receiver;
  private static Path accessLog;
  private static Plinth plinth;

  @BeforeAll
  static void start() throws IOException {
    receiver = new Receiver();
    accessLog = Files.createTempDirectory("plinth-logs").resolve("access.log");
    String base = "127.0.0.1:" + receiver.port();
    plinth =
        Plinth.start(
                DATABASE,
                EmbeddedDatabase.shared().create(DATABASE),
                Map.of(
                    "PLINTH_LOG_FORMAT",
                    "json",
                    "PLINTH_ACCESS_LOG_FILE",
                    accessLog.toString(),
                    "PLINTH_TRACE_ENDPOINT",
                    "http://" + base + "/v1/traces",
                    "PLINTH_TRACE_HEADERS",
                    "X-Team=blue",
                    "PLINTH_SENTRY_DSN",
                    "http://public@" + base + "/42"))
            .awaitReady();
  }

  @AfterAll
  static void stop() {
    plinth.close();
    receiver.close();
    EmbeddedDatabase.shared().drop(DATABASE);
  }

  private static JsonNode logged(String requestId) throws IOException {
    for (int i = 0; i < 100; i++) {
      for (String line : Files.readAllLines(accessLog)) {
        JsonNode json = JSON.readTree(line);
        if (json.path("requestId").asText().equals(requestId)) {
          return json;
        }
      }
      LockSupport.parkNanos(50_000_000L);
    }
    throw new AssertionError("Not in the access log: " + requestId);
  }

  @Test
  void everyRequestIsALineThatKnowsNoNamesAndNoValues() throws IOException {
    long client = plinth.given().createClient();
    Answer answer =
        plinth
            .api()
            .with("X-Request-ID", "observed-1")
            .with("traceparent", "00-" + TRACE + "-" + CALLER + "-00")
            .get("/api/v1/clients/" + client + "?fields=id");
    JsonNode line = logged("observed-1");
    assertThat(line.path("time").asText()).matches("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z");
    assertThat(line.path("method").asText()).isEqualTo("GET");
    assertThat(line.path("route").asText()).isEqualTo("/api/v1/clients/{id}");
    assertThat(line.path("path").asText()).isEqualTo("/api/v1/clients/" + client);
    assertThat(line.path("status").asInt()).isEqualTo(200);
    assertThat(line.path("bytes").asInt()).isEqualTo(answer.bytes().length);
    assertThat(line.path("durationMs").asDouble()).isPositive();
    assertThat(line.path("dbMs").asDouble())
        .isPositive()
        .isLessThan(line.path("durationMs").asDouble());
    assertThat(line.path("statements").asInt()).isEqualTo(answer.statements());
    assertThat(line.path("userId").asLong()).isEqualTo(1);
    assertThat(line.path("traceId").asText()).isEqualTo(TRACE);
    assertThat(line.has("address")).isFalse();
    assertThat(line.toString()).doesNotContain("fields", "127.0.0.1", Plinth.ADMIN_KEY);
  }

  @Test
  void refusalsAndPathsOfAllKindsAreLinesToo() throws IOException {
    Api nobody = plinth.anonymous();
    nobody.with("X-Request-ID", "observed-2").get("/nowhere%22%0A%7B%22x%22:1%7D;v=secret?q=Ada");
    JsonNode unknown = logged("observed-2");
    assertThat(unknown.path("route").asText()).isEqualTo("NONE");
    assertThat(unknown.path("status").asInt()).isEqualTo(404);
    assertThat(unknown.toString()).doesNotContain("secret", "Ada");
    assertThat(unknown.has("userId")).isFalse();
    nobody.with("X-Request-ID", "observed-3").bearer("wrong").get("/api/v1/clients");
    assertThat(logged("observed-3").path("status").asInt()).isEqualTo(401);
    nobody.with("X-Request-ID", "observed-4").get("/assets/nothing.css");
    assertThat(logged("observed-4").path("route").asText()).isEqualTo("/assets/*");
  }

  @Test
  void slowRequestIsLoggedWithItsStatementsAndWithoutTheirValues() throws Exception {
    Api asking =
        plinth.api().with("X-Request-ID", "observed-slow").with("Cache-Control", "no-cache");
    CompletableFuture<Answer> answer;
    try (Connection locking = plinth.connection();
        Statement statement = locking.createStatement()) {
      locking.setAutoCommit(false);
      statement.execute("lock table clients"); // which makes whoever reads it as slow as we like
      answer =
          CompletableFuture.supplyAsync(() -> asking.get("/api/v1/clients?search=Hopper&size=7"));
      awaitLockWaiter();
      LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
      locking.rollback();
    }
    assertThat(answer.get(30, TimeUnit.SECONDS).status()).isEqualTo(200);
    logged("observed-slow"); // both are written when it has ended
    String line =
        plinth
            .output()
            .lines()
            .filter(l -> l.contains("Slow request observed-slow:"))
            .findFirst()
            .orElseThrow();
    String message = JSON.readTree(line).path("message").asText();
    assertThat(message).contains("GET /api/v1/clients /api/v1/clients 200 ");
    assertThat(message)
        .containsPattern(
            "app;dur=[\\d.]{5,}, db;dur=[\\d.]{5,};desc=\"\\d+ statements\"; \\[select");
    assertThat(message).containsPattern("select\\s[^;]*legal_name[^;]*\\sfrom clients");
    assertThat(message).doesNotContainIgnoringCase("hopper");
  }

  private static void awaitLockWaiter() {
    String waiting =
        "select 1 from pg_locks l join pg_class c on c.oid = l.relation"
            + " where c.relname = 'clients' and not l.granted";
    for (int i = 0; i < 600 && plinth.given().select(waiting).isEmpty(); i++) {
      LockSupport.parkNanos(50_000_000L);
    }
  }

  @Test
  void requestAndItsStatementsAreSpansOfTheCallersTrace() {
    long client = plinth.given().createClient();
    String trace = "5" + TRACE.substring(1);
    Answer answer =
        plinth
            .api()
            .with("X-Request-ID", "observed-5")
            .with("traceparent", "00-" + trace + "-" + CALLER + "-01")
            .get("/api/v1/clients/" + client + "?fields=id,legalName")
            .expect(200);
    List<Spans.Span> spans =
        receiver.await(r -> Optional.of(Spans.of(r, trace)).filter(s -> !s.isEmpty()));
    Spans.Span request =
        spans.stream().filter(s -> CALLER.equals(s.parentId())).findFirst().orElseThrow();
    assertThat(request.name()).isEqualTo("GET /api/v1/clients/{id}");
    assertThat(request.attributes())
        .containsEntry("http.route", "/api/v1/clients/{id}")
        .containsEntry("http.request.method", "GET")
        .containsEntry("http.response.status_code", "200")
        .containsEntry("request.id", "observed-5");
    List<Spans.Span> statements =
        spans.stream().filter(s -> request.spanId().equals(s.parentId())).toList();
    assertThat(statements).hasSize(answer.statements());
    assertThat(statements)
        .allMatch(s -> s.name().equals("select") && s.attributes().get("db.query.text") != null)
        .allMatch(s -> s.start() >= request.start() && s.end() <= request.end() + 1_000_000);
    assertThat(spans.toString()).doesNotContain("fields=", "127.0.0.1");
    assertThat(exports()).as("calls of the collector").isPositive();
    assertThat(receiver.received())
        .filteredOn(r -> r.path().equals("/v1/traces"))
        .allMatch(r -> List.of("blue").equals(r.headers().get("X-team")));
  }

  /** The collector's answer comes to Plinth after its request has come to the collector. */
  private static double exports() {
    double exports = 0;
    for (int i = 0; i < 100 && exports == 0; i++) {
      exports =
          plinth
              .api()
              .metric("http_client_requests_seconds_count{outcome=\"SUCCESS\",target=\"otlp\"}");
      LockSupport.parkNanos(50_000_000L);
    }
    return exports;
  }

  @Test
  void traceThatTheCallerDoesNotSampleIsNotExported() {
    String silent = "6" + TRACE.substring(1);
    String loud = "7" + TRACE.substring(1);
    Api api = plinth.api();
    api.with("traceparent", "00-" + silent + "-" + CALLER + "-00").get("/api/v1/me").expect(200);
    api.with("traceparent", "00-" + loud + "-" + CALLER + "-01").get("/api/v1/me").expect(200);
    receiver.await(r -> Optional.of(Spans.of(r, loud)).filter(s -> !s.isEmpty()));
    assertThat(receiver.received()).allMatch(r -> Spans.of(r, silent).isEmpty());
  }

  @Test
  void unexpectedFailureIsReportedWithItsRequestAndWithoutData() {
    plinth.given().update("alter table imports rename to imports_away");
    try {
      plinth.api().with("X-Request-ID", "observed-6").get("/api/v1/imports?id=4711").expect(500);
    } finally {
      plinth.given().update("alter table imports_away rename to imports");
    }
    String envelope =
        receiver.await(
            r ->
                Optional.of(r.text())
                    .filter(t -> r.path().equals("/api/42/envelope/") && t.contains("observed-6")));
    assertThat(envelope)
        .contains("\"request_id\":\"observed-6\"", "\"route\":\"/api/v1/imports\"", "PSQLException")
        .contains("io.plinth.clients.importer")
        .doesNotContain("4711", "127.0.0.1", "admin", Plinth.ADMIN_KEY, "does not exist")
        .doesNotContain("server_name");
  }

  @Test
  void expectedProblemsAreNotReported() {
    plinth.api().with("X-Request-ID", "observed-7").get("/api/v1/clients/999999").expect(404);
    plinth.anonymous().with("X-Request-ID", "observed-8").get("/api/v1/clients").expect(401);
    unexpectedFailureIsReportedWithItsRequestAndWithoutData();
    assertThat(receiver.received())
        .filteredOn(r -> r.path().contains("envelope"))
        .noneMatch(r -> r.text().contains("observed-7") || r.text().contains("observed-8"));
  }

  @Test
  void logIsJsonAndNamesTheRequest() throws IOException {
    unexpectedFailureIsReportedWithItsRequestAndWithoutData();
    String line =
        plinth
            .output()
            .lines()
            .filter(l -> l.contains("observed-6") && l.contains("SEVERE"))
            .findFirst()
            .orElseThrow();
    JsonNode json = JSON.readTree(line);
    assertThat(json.path("level").asText()).isEqualTo("SEVERE");
    assertThat(json.path("requestId").asText()).isEqualTo("observed-6");
    assertThat(json.path("traceId").asText()).matches("[0-9a-f]{32}");
    assertThat(json.path("exception").asText()).contains("PSQLException", "\tat ");
  }

  @Test
  void noSecretAndNoPersonGetsIntoAnyLog() throws IOException {
    String password = "a very private password";
    plinth.anonymous().trySignIn("ada.lovelace@example.com", password, "");
    Api session = plinth.anonymous().signIn(Plinth.ADMIN, Plinth.ADMIN_PASSWORD).withCsrf();
    String key =
        session
            .post("/api/v1/api-keys", Map.of("name", "observed"))
            .expect(201)
            .json()
            .path("key")
            .asText();
    assertThat(key).isNotBlank();
    plinth
        .anonymous()
        .bearer(key)
        .with("X-Request-ID", "observed-9")
        .get("/api/v1/clients?q=Lovelace");
    plinth.anonymous().bearer("guessed-key-1").get("/api/v1/clients");
    plinth
        .api()
        .post(
            "/api/v1/users",
            Map.of(
                "username",
                "ada",
                "displayName",
                "Ada Lovelace",
                "password",
                password,
                "role",
                "Staff"));
    plinth.api().post("/api/v1/clients", Map.of("legalName", "Lovelace\0", "status", "ACTIVE"));
    logged("observed-9");
    String all = plinth.output() + Files.readString(accessLog);
    assertThat(all)
        .doesNotContain(password, key, Plinth.ADMIN_PASSWORD, Plinth.ADMIN_KEY, "guessed-key-1")
        .doesNotContainIgnoringCase("lovelace")
        .doesNotContain("plinth_session=", "csrf=", "a secret of the tests");
  }
}
