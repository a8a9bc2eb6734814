package io.plinth.platform.http;

import static io.plinth.fixture.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plinth.fixture.Answer;
import io.plinth.fixture.Api;
import io.plinth.fixture.Plinth;
import io.plinth.fixture.SecurePlinth;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Plinth without a proxy: TLS, and HTTP/2 beside HTTP/1.1 on it. */
class TlsIT {
  private static final SecurePlinth SECURE = SecurePlinth.shared();
  private static final String SLOW = "stalled-over-http2";

  /** Takes the server's 20 s, so that it runs beside all the others. */
  @BeforeAll
  static void beginASlowBody() {
    HttpRequest request =
        request("/api/v1/clients")
            .header("Content-Type", "application/json")
            .header("X-Request-ID", SLOW)
            .POST(BodyPublishers.fromPublisher(TlsIT::stall))
            .build();
    SECURE.client(Version.HTTP_2).sendAsync(request, BodyHandlers.ofString());
  }

  /**
   * The beginning of a body, and then nothing: without a thread that waits, as a client's would.
   */
  private static void stall(Flow.Subscriber<? super ByteBuffer> client) {
    client.onSubscribe(
        new Flow.Subscription() {
          private boolean sent;

          @Override
          public void request(long n) {
            if (!sent) {
              sent = true;
              client.onNext(ByteBuffer.wrap(new byte[] {'{'}));
            }
          }

          @Override
          public void cancel() {
            sent = true;
          }
        });
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(SECURE.url().resolve(path))
        .header("Authorization", "Bearer " + Plinth.ADMIN_KEY);
  }

  private static Api api(Version version) {
    return Plinth.at(SECURE.url(), SECURE.client(version)).bearer(Plinth.ADMIN_KEY);
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void speaksBothVersions(Version version) throws Exception {
    HttpResponse<String> answer =
        SECURE.client(version).send(request("/api/v1/me").build(), BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.version()).isEqualTo(version);
    assertThat(answer.headers().firstValue("Strict-Transport-Security"))
        .hasValueSatisfying(v -> assertThat(v).startsWith("max-age=31536000"));
    assertThat(answer.headers().firstValue("Server")).isEmpty();
    assertThat(answer.sslSession().orElseThrow().getProtocol()).isEqualTo("TLSv1.3");
  }

  @Test
  void manyAtOnceOnOneConnectionAreAllAnswered() {
    HttpClient client = SECURE.client(Version.HTTP_2);
    List<CompletableFuture<HttpResponse<String>>> answers =
        Stream.generate(
                () -> client.sendAsync(request("/api/v1/me").build(), BodyHandlers.ofString()))
            .limit(90)
            .toList();
    assertThat(answers)
        .allSatisfy(
            a -> {
              HttpResponse<String> answer = a.get(60, TimeUnit.SECONDS);
              assertThat(answer.statusCode()).isEqualTo(200);
              assertThat(answer.version()).isEqualTo(Version.HTTP_2);
              assertThat(answer.body()).contains("\"username\":\"admin\"");
            });
  }

  /** Several windows of flow control, plain and compressed. */
  @ParameterizedTest
  @EnumSource(Version.class)
  void largeAnswerArrivesWhole(Version version) throws IOException {
    SECURE
        .plinth()
        .given()
        .update(
            """
            insert into clients (legal_name, status, currency)
            select 'Bulk of ' || cast(? as text) || ' ' || n || repeat(' and Sons', 15), 'ACTIVE',
                   'USD'
            from generate_series(1, 12000) n
            """,
            version.name());
    Api api = api(version).with("Accept", "text/csv");
    Answer plain = api.get("/api/v1/clients?fields=id,legalName").expect(200);
    Answer small =
        api.with("Accept-Encoding", "gzip").get("/api/v1/clients?fields=id,legalName").expect(200);
    assertThat(plain.bytes().length).isGreaterThan(1_500_000);
    assertThat(plain.text().lines().filter(l -> l.contains("Bulk of " + version))).hasSize(12_000);
    assertThat(small.header("Content-Encoding")).isEqualTo("gzip");
    try (InputStream stream = new GZIPInputStream(new ByteArrayInputStream(small.bytes()))) {
      assertThat(Arrays.equals(stream.readAllBytes(), plain.bytes())).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void largeUploadArrivesWhole(Version version) {
    StringBuilder text = new StringBuilder("date,client,hours\n");
    while (text.length() < 4_000_000) {
      text.append("2026-01-05,Client of an upload over ").append(version).append(",0.25\n");
    }
    byte[] file = text.toString().getBytes(StandardCharsets.UTF_8);
    String location =
        api(version)
            .multipart("/import/preview", Map.of(), "hours.csv", file)
            .expect(303)
            .header("Location");
    String id = location.substring(location.indexOf('=') + 1);
    assertThat(
            SECURE
                .plinth()
                .given()
                .select(
                    "select sum(length(bytes)) from import_chunks where import_id = ?",
                    Long.parseLong(id)))
        .containsExactly(Integer.toString(file.length));
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void limitsHold(Version version) {
    Api api = api(version);
    String large = "{\"legalName\":\"" + "x".repeat(2 << 20) + "\"}";
    assertProblem(api.post("/api/v1/clients", large), 413);
    assertProblem(
        api.send(
            "POST",
            "/api/v1/clients",
            "application/json",
            BodyPublishers.ofInputStream(
                () -> new ByteArrayInputStream(large.getBytes(StandardCharsets.UTF_8)))),
        413);
    assertProblem(api.get("/api/v1/clients?search=" + "x".repeat(9_000)), 414);
    assertProblem(api.bearer("wrong").get("/api/v1/me"), 401);
    assertThat(api.get("/api/v1/me").expect(200).header("RateLimit")).isNotNull();
  }

  /** The client sends on before it looks at the answer: so the server's own record is looked at. */
  @Test
  void bodyThatStopsIsGivenUp() {
    Pattern line = Pattern.compile(".*\"requestId\":\"" + SLOW + "\".*\"status\":408.*");
    long deadline = System.nanoTime() + Duration.ofSeconds(80).toNanos();
    while (SECURE.plinth().output().lines().noneMatch(l -> line.matcher(l).matches())) {
      assertThat(System.nanoTime()).as("no 408 for " + SLOW).isLessThan(deadline);
      LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/clients?status=ACTIVE&sort=-name", "/", "/login"})
  void plainReadersAreSentHere(String path) {
    Answer answer = SECURE.plinth().anonymous().get(path).expect(308);
    assertThat(answer.header("Location")).isEqualTo(SECURE.url() + path);
    assertThat(answer.header("Strict-Transport-Security")).isNull();
  }

  /** What is no path of ours: appended, it could make the name another one. */
  @ParameterizedTest
  @ValueSource(
      strings = {"//evil.example/x", "@evil.example/", ".evil.example/", ":1/", "/%zz", "/..%5cx"})
  void otherPlacesAreNotBelievedOnTheWayHere(String path) {
    String request =
        "GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".formatted(path);
    assertThat(Raw.send(SECURE.plinth().baseUri(), request))
        .startsWith("HTTP/1.1 308 ")
        .contains("Location: " + SECURE.url() + "/\r\n");
  }

  @Test
  void nobodySaysForAnotherWhichPathWasAskedFor() {
    Answer answer =
        SECURE.plinth().anonymous().get("/container-error?bad-path=@evil.example/").expect(308);
    assertThat(answer.header("Location"))
        .isEqualTo(SECURE.url() + "/container-error?bad-path=@evil.example/");
  }

  /** A neighbour in the same domain can set a cookie of the plain name, and none of the other. */
  @ParameterizedTest
  @EnumSource(Version.class)
  void sessionIsBelievedByTheNameThatNoNeighbourCanSet(Version version) {
    Api browser = Plinth.at(SECURE.url(), SECURE.client(version));
    Answer answer = browser.trySignIn(Plinth.ADMIN, Plinth.ADMIN_PASSWORD, "").expect(303);
    assertThat(answer.setCookie("plinth_session")).isEmpty();
    assertThat(answer.setCookie("__Host-plinth_session").orElseThrow())
        .contains("Path=/;", "Secure", "HttpOnly")
        .doesNotContain("Domain");
    String token = answer.cookie("__Host-plinth_session").orElseThrow();
    String own = "__Host-plinth_session=" + token;
    browser.cookie(own).get("/api/v1/me").expect(200);
    browser.cookie("plinth_session=planted; " + own).get("/api/v1/me").expect(200);
    assertProblem(browser.cookie("plinth_session=" + token).get("/api/v1/me"), 401);
    Api proxied = SECURE.plinth().anonymous().with("X-Forwarded-Proto", "https");
    proxied.cookie(own).get("/api/v1/me").expect(200);
    assertProblem(proxied.cookie("plinth_session=" + token).get("/api/v1/me"), 401);
  }

  @Test
  void plainWritesAndKeysAreRefused() {
    Api plain = SECURE.plinth().anonymous();
    assertProblem(plain.form("/login", Map.of("username", "admin", "password", "x")), 403);
    assertProblem(SECURE.plinth().api().get("/api/v1/me"), 403);
    assertProblem(SECURE.plinth().api().post("/api/v1/clients", Map.of()), 403);
    plain.get("/health/live").expect(200);
    plain.get("/health/ready").expect(200);
    // What a trusted proxy has taken by HTTPS is not plain.
    plain.with("X-Forwarded-Proto", "https").get("/login").expect(200);
  }

  private static void handshake(String protocol, String cipher) throws IOException {
    try (SSLSocket socket =
        (SSLSocket)
            SECURE.trust().getSocketFactory().createSocket("localhost", SECURE.url().getPort())) {
      socket.setEnabledProtocols(new String[] {protocol});
      socket.setEnabledCipherSuites(new String[] {cipher});
      socket.setSoTimeout(30_000);
      socket.startHandshake();
      assertThat(socket.getSession().getCipherSuite()).isEqualTo(cipher);
    }
  }

  @Test
  void takesNewCiphersAndNoOldOnes() throws IOException {
    handshake("TLSv1.3", "TLS_AES_256_GCM_SHA384");
    handshake("TLSv1.3", "TLS_CHACHA20_POLY1305_SHA256");
    handshake("TLSv1.2", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
    handshake("TLSv1.2", "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256");
    for (String old :
        List.of(
            "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA", "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384")) {
      assertThatThrownBy(() -> handshake("TLSv1.2", old)).isInstanceOf(SSLException.class);
    }
  }
}
