package io.plinth.platform.ratelimit;

import static io.plinth.testing.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.plinth.run.EmbeddedDatabase;
import io.plinth.testing.Answer;
import io.plinth.testing.Api;
import io.plinth.testing.Person;
import io.plinth.testing.Plinth;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Small limits over HTTP, behind a proxy on loopback: each test comes from addresses of its own.
 */
class RateLimitIT {
  private static final int REQUESTS = 200;
  private static final int TOKENS = 20;
  private static final AtomicInteger ADDRESSES = new AtomicInteger();
  private static final String DATABASE = "rate_limits";
  private static Plinth plinth;
  private final String address = address();

  @BeforeAll
  static void start() {
    Map<String, String> settings =
        Map.of(
            "PLINTH_RATE_LIMIT_REQUESTS", Integer.toString(REQUESTS),
            "PLINTH_RATE_LIMIT_FAILED_TOKENS", Integer.toString(TOKENS),
            "PLINTH_RATE_LIMIT_FAILED_SIGN_INS", "10",
            "PLINTH_RATE_LIMIT_LOCKOUT_FAILURES", "5",
            "PLINTH_HTTP_TRUSTED_PROXIES", "127.0.0.1");
    plinth = Plinth.start("rate-limits", EmbeddedDatabase.shared().create(DATABASE), settings);
    plinth.awaitReady();
  }

  @AfterAll
  static void stop() {
    plinth.close();
    EmbeddedDatabase.shared().drop(DATABASE);
  }

  private static String address() {
    int number = ADDRESSES.incrementAndGet();
    return "203.0." + number / 250 + "." + (1 + number % 250);
  }

  private static Api from(String address) {
    return plinth.anonymous().with("X-Forwarded-Proto", "https").with("X-Forwarded-For", address);
  }

  private static Api browser(String address) {
    return from(address).with("Accept", "text/html");
  }

  private static int seconds(Answer answer) {
    return Integer.parseInt(answer.header("Retry-After"));
  }

  @Test
  void keyIsCountedDownToItsLastRequest() {
    Person person = plinth.given().createUser("Viewer");
    Api api = person.api();
    Answer first = api.get("/api/v1/me").expect(200);
    assertThat(first.header("RateLimit-Policy")).isEqualTo("\"default\";q=" + REQUESTS + ";w=60");
    assertThat(first.header("RateLimit")).isEqualTo("\"default\";r=" + (REQUESTS - 1) + ";t=60");
    for (int i = 2; i < REQUESTS; i++) {
      api.get("/api/v1/me").expect(200);
    }
    assertThat(api.get("/api/v1/nothing").expect(404).header("RateLimit"))
        .matches("\"default\";r=0;t=\\d+");
    Answer refused = api.get("/api/v1/me");
    assertThat(assertProblem(refused, 429).path("type").asText())
        .isEqualTo("/problems/too-many-requests");
    assertThat(seconds(refused)).isBetween(1, 60);
    assertThat(refused.header("RateLimit")).isEqualTo("\"default\";r=0;t=" + seconds(refused));
    assertThat(refused.header("RateLimit-Policy")).isEqualTo(first.header("RateLimit-Policy"));
    for (String other : new String[] {"bearer  ", "BEARER ", "Bearer    "}) {
      assertProblem(api.with("Authorization", other + person.key()).get("/api/v1/me"), 429);
    }
    assertProblem(api.with("X-Forwarded-For", address).get("/api/v1/me"), 429);
    Answer page = api.with("Accept", "text/html").get("/clients").expect(429);
    assertThat(page.mediaType()).isEqualTo("text/html");
    assertThat(page.text()).contains("Too many requests");
    assertThat(seconds(page)).isPositive();
    exemptIsAnsweredStill(api);
    assertThat(refused("default")).isGreaterThanOrEqualTo(5);
    plinth
        .anonymous()
        .bearer(plinth.given().createKey(person.id(), null))
        .get("/api/v1/me")
        .expect(200);
  }

  private static void exemptIsAnsweredStill(Api api) {
    for (String path : new String[] {"/health/live", "/health/ready", "/health/started"}) {
      assertThat(api.get(path).expect(200).header("RateLimit")).isNull();
    }
    assertThat(api.get("/assets/unknown.css").status()).isEqualTo(404);
    assertThat(api.get("/metrics").status()).isNotEqualTo(429);
  }

  @Test
  void sessionsOfAPersonShareOneLimit() {
    Person person = plinth.given().createUser("Viewer");
    Api one = from(address).signIn(person.username(), person.password());
    Api other = from(address()).signIn(person.username(), person.password());
    assertThat(one.get("/api/v1/me").header("RateLimit")).contains(";r=" + (REQUESTS - 1) + ";");
    assertThat(other.get("/api/v1/me").header("RateLimit")).contains(";r=" + (REQUESTS - 2) + ";");
    assertThat(from(address).get("/login").expect(200).header("RateLimit")).isNull();
  }

  /** So far, of whatever test. */
  private static double refused(String limit) {
    return plinth
        .api()
        .metric("ratelimit_decisions_total{decision=\"refused\",limit=\"" + limit + "\"}");
  }

  private static void exhaustTokens(Stream<Api> clients) {
    clients.limit(TOKENS).forEach(api -> assertProblem(api.get("/api/v1/me"), 401));
  }

  @Test
  void wrongTokensBlockTheirAddressAndNoOther() {
    double before = refused("tokens");
    Api wrong = from(address).bearer("wrong");
    exhaustTokens(Stream.generate(() -> wrong));
    assertThat(refused("tokens")).isEqualTo(before);
    Answer refused = wrong.get("/api/v1/me");
    assertProblem(refused, 429);
    assertThat(refused("tokens")).isEqualTo(before + 1);
    assertThat(seconds(refused)).isBetween(1, 60);
    String key = plinth.given().createUser("Viewer").key();
    assertProblem(from(address).bearer(key).get("/api/v1/me"), 429);
    from(address()).bearer(key).get("/api/v1/me").expect(200);
    // What has just been found right is believed, and is not a guess.
    from(address).bearer(key).get("/api/v1/me").expect(200);
    from(address).get("/login").expect(200);
  }

  @Test
  void networkOfIpv6IsOneAddress() {
    String network = "2001:db8:" + Integer.toHexString(ADDRESSES.incrementAndGet()) + ":1:";
    AtomicInteger host = new AtomicInteger();
    exhaustTokens(
        Stream.generate(() -> from(network + ":" + host.incrementAndGet()).bearer("wrong")));
    assertProblem(from(network + "ffff:ffff:ffff:ffff").bearer("wrong").get("/api/v1/me"), 429);
    assertProblem(
        from(network.replace(":1:", ":2:") + ":1").bearer("wrong").get("/api/v1/me"), 401);
  }

  @Test
  void forgedHopsInFrontOfTheProxysDoNotCheat() {
    exhaustTokens(Stream.generate(() -> from(address() + ", " + address).bearer("wrong")));
    assertProblem(from(address() + ", " + address).bearer("wrong").get("/api/v1/me"), 429);
    assertProblem(from(address() + "," + address()).bearer("wrong").get("/api/v1/me"), 401);
  }

  @Test
  void forwardedAddressOfAStrangerIsNotBelieved() {
    int port = plinth.baseUri().getPort();
    for (int i = 0; i <= TOKENS; i++) {
      String answer =
          Sockets.exchange(
              "127.0.0.2",
              port,
              "GET /api/v1/me HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                  + "Authorization: Bearer wrong\r\nX-Forwarded-For: "
                  + address()
                  + "\r\n\r\n");
      assertThat(answer).startsWith(i < TOKENS ? "HTTP/1.1 401" : "HTTP/1.1 429");
    }
  }

  @Test
  void eleventhFailureOfAnAddressIsRefusedWhoeverItIsFor() {
    for (int i = 0; i < 10; i++) {
      from(address).trySignIn("name " + i, "wrong", "").expect(401);
    }
    Person person = plinth.given().createUser("Viewer");
    double before = refused("sign-ins");
    Answer problem = from(address).trySignIn(person.username(), person.password(), "");
    assertProblem(problem, 429);
    assertThat(refused("sign-ins")).isGreaterThan(before);
    assertThat(seconds(problem)).isBetween(1, 60);
    Answer page = browser(address).trySignIn(person.username(), person.password(), "").expect(429);
    assertThat(page.mediaType()).isEqualTo("text/html");
    assertThat(page.text()).contains("Too many failed sign-ins", "type=\"password\"");
    assertThat(seconds(page)).isBetween(1, 60);
    from(address()).trySignIn(person.username(), person.password(), "").expect(303);
  }

  @Test
  void successesDoNotCount() {
    Person person = plinth.given().createUser("Viewer");
    for (int i = 0; i < 12; i++) {
      from(address).trySignIn(person.username(), person.password(), "").expect(303);
    }
  }

  @Test
  void formsWithoutTheirTokenAndFromOtherSitesCount() {
    Map<String, String> fields = Map.of("username", "a", "password", "b");
    for (int i = 0; i < 5; i++) {
      from(address).form("/login", fields).expect(403);
      from(address).with("Origin", "https://evil.example").form("/login", fields).expect(403);
    }
    from(address).form("/login", fields).expect(429);
    from(address).with("Origin", "https://evil.example").form("/login", fields).expect(429);
    from(address()).form("/login", fields).expect(403);
  }

  @Test
  void fiveFailuresLockThatAccountForThatAddressAlone() {
    Person person = plinth.given().createUser("Viewer");
    Person colleague = plinth.given().createUser("Viewer");
    for (int i = 0; i < 5; i++) {
      from(address).trySignIn(person.username(), "wrong", "").expect(401);
    }
    double before = refused("lockout");
    Answer locked = from(address).trySignIn(person.username(), person.password(), "").expect(429);
    assertThat(refused("lockout")).isEqualTo(before + 1);
    assertThat(seconds(locked)).isBetween(29 * 60, 30 * 60);
    from(address).trySignIn(colleague.username(), colleague.password(), "").expect(303);
    from(address()).trySignIn(person.username(), person.password(), "").expect(303);
    from(address).trySignIn(person.username(), person.password(), "").expect(429);
  }

  @Test
  void newPasswordUnlocks() {
    Person person = plinth.given().createUser("Viewer");
    for (int i = 0; i < 5; i++) {
      from(address).trySignIn(person.username(), "wrong", "").expect(401);
    }
    Map<String, Object> user =
        Map.of(
            "username", person.username(),
            "displayName", "Unlocked",
            "role", "Viewer",
            "password", "another password");
    plinth.api().put("/api/v1/users/" + person.id(), user).expect(200);
    from(address).trySignIn(person.username(), "another password", "").expect(303);
  }

  @Test
  void unknownNameIsAnsweredAsAKnownOneFromTheFirstFailureToTheLock() {
    Person person = plinth.given().createUser("Viewer");
    String unknown = "x" + person.username().substring(1);
    String other = address();
    for (int i = 0; i < 7; i++) {
      Answer known = browser(address).trySignIn(person.username(), "wrong", "");
      Answer nobody = browser(other).trySignIn(unknown, "wrong", "");
      assertThat(nobody.status()).isEqualTo(known.status()).isEqualTo(i < 5 ? 401 : 429);
      assertThat(stripped(nobody)).isEqualTo(stripped(known));
      assertThat(nobody.headers().map().keySet()).isEqualTo(known.headers().map().keySet());
    }
  }

  private static String stripped(Answer answer) {
    return answer
        .text()
        .replaceAll("value=\"[^\"]*\"", "value")
        .replaceAll("[0-9a-f]{8}-[0-9a-f-]{27}", "id");
  }

  @Test
  void unknownNameTakesAsLongAsAKnownOne() {
    Person person = plinth.given().createUser("Viewer");
    long[] known = new long[21];
    long[] unknown = new long[known.length];
    for (int i = 0; i < known.length; i++) {
      known[i] = nanosOfFailure(person.username());
      unknown[i] = nanosOfFailure("x" + person.username().substring(1));
    }
    assertThat((double) median(unknown) / median(known)).isBetween(0.7, 1.4);
  }

  private static long nanosOfFailure(String name) {
    Api api = from(address());
    Answer form = api.get("/login");
    Api ready = api.cookie("plinth_login=" + form.cookie("plinth_login").orElseThrow());
    Map<String, String> fields =
        Map.of("username", name, "password", "wrong", "csrf", Api.csrf(form));
    long start = System.nanoTime();
    ready.form("/login", fields).expect(401);
    return System.nanoTime() - start;
  }

  private static long median(long[] times) {
    Arrays.sort(times);
    return times[times.length / 2];
  }

  @Test
  void wrongPresentPasswordCountsAsAFailureOfItsAddress() {
    Person person = plinth.given().createUser("Viewer");
    Api session = from(address).signIn(person.username(), person.password());
    Map<String, String> fields =
        Map.of(
            "csrf", Api.csrf(session.get("/password")),
            "current", "wrong",
            "password", "another password",
            "again", "another password");
    for (int i = 0; i < 10; i++) {
      session.form("/password", fields).expect(400);
    }
    session.form("/password", fields).expect(429);
  }
}
