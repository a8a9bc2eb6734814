package io.plinth.platform.ratelimit;

import static io.plinth.fixture.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.plinth.fixture.Answer;
import io.plinth.fixture.Api;
import io.plinth.fixture.Person;
import io.plinth.fixture.Plinth;
import io.plinth.run.EmbeddedDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
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
  private static final int SAMPLES = Integer.getInteger("plinth.samples", 21);
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
            "PLINTH_AUDIT_TALLY", "2s",
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
    for (int i = 0; i <= TOKENS; i++) {
      assertThat(forwarded("127.0.0.2")).startsWith(i < TOKENS ? "HTTP/1.1 401" : "HTTP/1.1 429");
      // That of the proxy is: each is somebody else's first failure.
      assertThat(forwarded("127.0.0.1")).startsWith("HTTP/1.1 401");
    }
  }

  /** The answer to a wrong token of a client that says it is passed on from a new address. */
  private static String forwarded(String from) {
    return Sockets.exchange(
        from,
        plinth.baseUri().getPort(),
        "GET /api/v1/me HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            + "Authorization: Bearer wrong\r\nX-Forwarded-For: "
            + address()
            + "\r\n\r\n");
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
  void writesFromOtherSitesCountOnEveryRouteWhereNobodyIsSignedIn() {
    Api foreign = from(address).with("Origin", "https://evil.example");
    for (int i = 0; i < 5; i++) {
      assertProblem(foreign.post("/api/v1/clients", Map.of()), 403);
      foreign.form("/logout", Map.of()).expect(403);
    }
    assertThat(seconds(foreign.form("/logout", Map.of()).expect(429))).isBetween(1, 60);
    assertProblem(foreign.post("/api/v1/clients", Map.of()), 429);
    assertProblem(foreign.bearer("x").post("/api/v1/clients", Map.of()), 401);
    from(address).get("/login").expect(200);
    Person person = plinth.given().createUser("Viewer");
    Api known = from(address()).bearer(person.key()).with("Origin", "https://evil.example");
    for (int i = 0; i < 12; i++) {
      assertProblem(known.post("/api/v1/clients", Map.of()), 403);
    }
  }

  /** Else any page of the web could have its readers' office shut out. */
  @Test
  void writesThatTheBrowserItselfMarksAsAnotherSitesDoNotCount() {
    Api foreign =
        from(address).with("Origin", "https://evil.example").with("Sec-Fetch-Site", "cross-site");
    for (int i = 0; i < 12; i++) {
      foreign.form("/login", Map.of("username", "x", "password", "y")).expect(403);
      assertProblem(foreign.post("/api/v1/clients", Map.of()), 403);
    }
    from(address).trySignIn(Plinth.ADMIN, Plinth.ADMIN_PASSWORD, "").expect(303);
  }

  /** A busy machine may have to send some away; but never as if somebody had failed. */
  @Test
  void fifteenWhoSignInRightlyAtOnceAllGetIn() throws Exception {
    Person person = plinth.given().createUser("Viewer");
    Api api = from(address);
    ExecutorService office = Executors.newFixedThreadPool(15);
    try {
      List<Future<Answer>> first = new ArrayList<>();
      for (int i = 0; i < 15; i++) {
        first.add(office.submit(() -> api.trySignIn(person.username(), person.password(), "")));
      }
      for (Future<Answer> attempt : first) {
        Answer answer = attempt.get();
        while (answer.status() != 303) {
          assertThat(answer.status()).as("%s", answer).isIn(429, 503);
          assertThat(answer.text()).contains("at once").doesNotContain("failed");
          answer = api.trySignIn(person.username(), person.password(), "");
        }
      }
    } finally {
      office.shutdownNow();
    }
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

  /** Counted, and the last of them some seconds later: what of them is in the trail. */
  private void awaitRefusals(int count, String condition) {
    String sql =
        "select coalesce(sum(cast(after->>'count' as int)), 0) from audit_events"
            + " where outcome = 'REFUSED' and address = ? and "
            + condition;
    String found = "";
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!found.equals(Integer.toString(count))) {
      assertThat(System.nanoTime()).as("%s: %s", condition, found).isLessThan(deadline);
      LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
      found = plinth.given().select(sql, address).get(0);
    }
  }

  @Test
  void attackStaysInTheAuditTrailWhenTheLimitsHold() {
    Person person = plinth.given().createUser("Viewer");
    for (int i = 0; i < 5; i++) {
      from(address).trySignIn(person.username(), "wrong", "").expect(401);
    }
    for (int i = 0; i < 7; i++) {
      from(address).trySignIn(person.username(), "wrong", "").expect(429);
    }
    Api foreign = from(address).with("Origin", "https://evil.example");
    String query = "?q=" + "x".repeat(5_000);
    for (int i = 0; i < 8; i++) {
      assertThat(foreign.post("/api/v1/clients" + query, Map.of()).status())
          .isEqualTo(i < 5 ? 403 : 429);
    }
    for (int i = 0; i < 3; i++) {
      assertProblem(from(address).bearer("wrong").get("/api/v1/me"), 401);
    }
    awaitRefusals(7, "action = 'sessions:create' and user_name = '" + person.username() + "'");
    awaitRefusals(5, "action = 'requests:refuse' and after->>'status' = '403'");
    awaitRefusals(3, "action = 'requests:refuse' and after->>'status' = '429'");
    awaitRefusals(3, "action = 'api-keys:use' and after->>'fingerprint' = '8810ad58'");
    List<String> failures =
        plinth
            .given()
            .select(
                "select id from audit_events where outcome = 'FAILURE' and address = ?", address);
    assertThat(failures).as("each that was checked is an event").hasSize(5);
    assertThat(
            plinth
                .given()
                .select(
                    "select 1 from audit_events where address = ? and cast(after as text) like"
                        + " '%xxx%'",
                    address))
        .isEmpty();
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

  /** Over HTTP, and few; {@code SignInTimingIT} takes more, where more shows. */
  @Test
  void unknownNameTakesAsLongAsAKnownOne() {
    Person person = plinth.given().createUser("Viewer");
    long[] known = new long[SAMPLES];
    long[] unknown = new long[SAMPLES];
    String nobody = "x" + person.username().substring(1);
    for (int i = 0; i < SAMPLES; i++) {
      boolean first = i % 2 == 0;
      long one = nanosOfFailure(first ? person.username() : nobody);
      long two = nanosOfFailure(first ? nobody : person.username());
      known[i] = first ? one : two;
      unknown[i] = first ? two : one;
    }
    assertThat((double) median(unknown) / median(known)).isBetween(0.7, 1.4);
  }

  private static long nanosOfFailure(String name) {
    Api api = from(address());
    Answer form = api.get("/login");
    Api ready = api.cookie(form.cookiePair("plinth_login").orElseThrow());
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
