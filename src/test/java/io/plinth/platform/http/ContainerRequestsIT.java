package io.plinth.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.plinth.fixture.Given;
import io.plinth.fixture.Plinth;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the container would answer, or not, in its own way. */
class ContainerRequestsIT {
  private final Plinth plinth = Plinth.shared();

  /** As it comes: it offers HTTP/2 with every request. */
  private final HttpClient jdk = HttpClient.newHttpClient();

  private HttpResponse<String> send(String method, String path, String type, BodyPublisher body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(plinth.baseUri().resolve(path))
            .timeout(Duration.ofSeconds(15)) // without the cure it takes 20 s, and fails
            .header("Authorization", "Bearer " + Plinth.ADMIN_KEY)
            .method(method, body);
    if (type != null) {
      request.header("Content-Type", type);
    }
    return jdk.send(request.build(), BodyHandlers.ofString());
  }

  @Test
  void clientThatOffersHttp2IsServed() throws Exception {
    HttpResponse<String> read = send("GET", "/api/v1/me", null, BodyPublishers.noBody());
    assertThat(read.statusCode()).isEqualTo(200);
    assertThat(read.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(read.headers().firstValue("Connection")).isEmpty();
    String client = "{\"legalName\":\"%s\",\"status\":\"ACTIVE\"}".formatted(Given.unique("H2"));
    byte[] bytes = client.getBytes(StandardCharsets.UTF_8);
    for (BodyPublisher body :
        new BodyPublisher[] {
          BodyPublishers.ofString(client),
          BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes))
        }) {
      assertThat(send("POST", "/api/v1/clients", "application/json", body).statusCode())
          .isEqualTo(201);
    }
    String file =
        "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n"
            + "date,client,hours\n2026-01-05,Acme,1.5\n\r\n--b--\r\n";
    HttpResponse<String> uploaded =
        send(
            "POST",
            "/api/v1/imports",
            "multipart/form-data; boundary=b",
            BodyPublishers.ofString(file));
    assertThat(uploaded.statusCode()).isEqualTo(202);
    assertThat(uploaded.body()).contains("\"problems\":[]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "DELETE", "HEAD"})
  void bodyThatMeansNothingIsIgnored(String method) {
    String path = method.equals("DELETE") ? "/api/v1/clients/999999999999" : "/api/v1/me";
    String answer =
        raw(method, path, "Content-Type: application/json\r\nContent-Length: 2\r\n", "{}");
    assertThat(answer).startsWith("HTTP/1.1 " + (method.equals("DELETE") ? 404 : 200));
    assertThat(answer).contains("X-Request-ID: ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/%zz",
        "/api/v1/%zz",
        "/api/v1/clients/%",
        "/api/v1/clients/%4",
        "/api/v1/clients/%00",
        "/api/v1/clients/%ff",
        "/api/v1/clients/%c0%af",
        "/api/v1/clients/%ED%A0%80",
        "/api/v1/clients/%5c",
        "/../../etc/passwd",
        "/api/%2e%2e/%2e%2e/etc/passwd",
        "api"
      })
  void pathThatIsNoneIsAProblem(String path) {
    assertProblem(raw("GET", path, "", ""), 400, "/problems/invalid-request");
  }

  @Test
  void traceIsAMethodThatNobodyKnows() {
    for (String path : List.of("/api/v1/me", "/health", "/openapi", "/assets/x.css", "/login")) {
      for (String method : List.of("TRACE", "NOPE")) {
        String answer = raw(method, path, "", "");
        assertProblem(answer, 405, "/problems/method-not-allowed");
        assertThat(answer).contains("Allow: ");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "<x>", "x:99999999", "x/y", "[nope", "x@y", "x,y"})
  void hostThatIsNoneIsAProblem(String host) {
    String request =
        "GET /api/v1/me HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n".formatted(host);
    assertProblem(Raw.send(plinth.baseUri(), request), 400, "/problems/invalid-request");
  }

  @Test
  void addressOfWhatWasMadeNamesNoHost() {
    String client = "{\"legalName\":\"%s\",\"status\":\"ACTIVE\"}".formatted(Given.unique("Host"));
    String request =
        ("POST /api/v1/clients HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n"
                + "Authorization: Bearer %s\r\nContent-Type: application/json\r\n"
                + "Content-Length: %d\r\n\r\n%s")
            .formatted(Plinth.ADMIN_KEY, client.length(), client);
    String answer = Raw.send(plinth.baseUri(), request);
    assertThat(answer).startsWith("HTTP/1.1 201").contains("Location: /api/v1/clients/");
    assertThat(answer).doesNotContain("evil");
  }

  @ParameterizedTest
  @ValueSource(strings = {";;;/", "application/json;q=x", "a b/c"})
  void acceptThatIsNoneIsAProblem(String accept) {
    String answer = raw("GET", "/api/v1/me", "Accept: " + accept + "\r\n", "");
    assertProblem(answer, 400, "/problems/invalid-request");
  }

  /** What is not HTTP the container ends in front of everything, without a word. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /api/v1/me HTTP/1.1\r\n\r\n",
        "GET /api/v1/me HTTP/3.7\r\nHost: x\r\n\r\n",
        "POST /api/v1/me HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
        "POST /api/v1/me HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
        "GET /api/v1/me HTTP/1.1\r\nHost: x\r\nX: \u0000\r\n\r\n"
      })
  void whatIsNotHttpIsRefusedWithoutAWord(String request) {
    assertThat(Raw.send(plinth.baseUri(), request)).matches("(?s)HTTP/1\\.1 (400|505) .*\r\n\r\n");
  }

  private String raw(String method, String path, String headers, String body) {
    return Raw.send(
        plinth.baseUri(),
        "%s %s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\nConnection: close\r\n%s\r\n%s"
            .formatted(
                method, path, plinth.baseUri().getAuthority(), Plinth.ADMIN_KEY, headers, body));
  }

  private static void assertProblem(String answer, int status, String type) {
    assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
    assertThat(answer).contains("Content-Type: application/problem+json", type, "requestId");
    assertThat(answer).contains("X-Request-ID: ", "X-Content-Type-Options: nosniff");
    assertThat(answer).doesNotContain("Exception", "Payara", "<html");
  }

  /** Ends elsewhere, and so is counted and asked for a credential like what goes there. */
  @ParameterizedTest
  @ValueSource(strings = {"/assets/../api/v1/me", "/health/../login", "/assets/%2e%2e/openapi"})
  void detourIsNoWayPastTheLimits(String path) {
    assertThat(raw("GET", path, "", "")).contains("RateLimit: ");
  }

  @Test
  void nobodyElseSaysWhichPathWasAskedFor() {
    String answer = raw("GET", "/container-error?bad-path=@evil.example/", "", "");
    assertProblem(answer, 404, "/problems/not-found");
    assertThat(answer).contains("\"instance\":\"/container-error\"").doesNotContain("evil");
    assertThat(raw("GET", "/%zz", "", "")).contains("\"instance\":\"/%zz\"");
  }

  @Test
  void examplesNameNoHostOfTheRequest() {
    String answer =
        Raw.send(
            plinth.baseUri(),
            "GET /api HTTP/1.1\r\nHost: evil.example\r\nAuthorization: Bearer %s\r\nConnection: close\r\n\r\n"
                .formatted(Plinth.ADMIN_KEY));
    assertThat(answer).startsWith("HTTP/1.1 200 ").doesNotContain("evil.example");
    assertThat(answer).contains("http://localhost:" + plinth.baseUri().getPort() + "/api/v1/");
  }
}
