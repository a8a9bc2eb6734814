package io.plinth.platform.security;

import static io.plinth.fixture.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.plinth.fixture.Answer;
import io.plinth.fixture.Api;
import io.plinth.fixture.Given;
import io.plinth.fixture.Person;
import io.plinth.fixture.Plinth;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignInIT {
  private final Plinth plinth = Plinth.shared();
  private final Person person = plinth.given().createUser("Staff");

  private Answer signIn(String next) {
    return plinth.anonymous().trySignIn(person.username(), person.password(), next);
  }

  @Test
  void cookiesAreOutOfReachOfScriptsOtherSitesAndPlainHttp() {
    Answer form = plinth.anonymous().get("/login").expect(200);
    Answer answer = signIn("").expect(303);
    for (String cookie :
        new String[] {
          form.setCookie("plinth_login").orElseThrow(),
          answer.setCookie("plinth_session").orElseThrow()
        }) {
      assertThat(cookie).contains("HttpOnly", "Secure", "SameSite=Lax", "Path=/");
      assertThat(cookie).doesNotContain("Domain");
    }
    assertThat(answer.setCookie("plinth_session").orElseThrow())
        .doesNotContain("Max-Age", "Expires");
    assertThat(answer.setCookie("plinth_login").orElseThrow()).contains("Max-Age=0");
    assertThat(answer.cookie("plinth_session").orElseThrow()).matches("[A-Za-z0-9_-]{43}");
    assertThat(answer.headers().allValues("Set-Cookie")).noneMatch(c -> c.contains("JSESSIONID"));
  }

  @Test
  void signInByEmailAndInAnyCaseWorks() {
    plinth
        .given()
        .update(
            "update users set email = ? where id = ?", person.username() + "@x.org", person.id());
    plinth.anonymous().trySignIn(person.username() + "@X.org", person.password(), "").expect(303);
    plinth
        .anonymous()
        .trySignIn(person.username().toUpperCase(java.util.Locale.ROOT), person.password(), "")
        .expect(303);
  }

  @Test
  void sessionIdIsNewAtEverySignInAndNeverTheOneThatWasSent() {
    String planted = "A".repeat(43);
    Answer form = plinth.anonymous().cookie("plinth_session=" + planted).get("/login");
    String cookies =
        "plinth_session=" + planted + "; plinth_login=" + form.cookie("plinth_login").orElseThrow();
    Answer answer =
        plinth
            .anonymous()
            .cookie(cookies)
            .form(
                "/login",
                Map.of(
                    "username",
                    person.username(),
                    "password",
                    person.password(),
                    "csrf",
                    Api.csrf(form)))
            .expect(303);
    assertThat(answer.cookie("plinth_session").orElseThrow()).isNotEqualTo(planted);
    assertProblem(plinth.anonymous().cookie("plinth_session=" + planted).get("/api/v1/me"), 401);
    assertThat(signIn("").cookie("plinth_session"))
        .isNotEqualTo(signIn("").cookie("plinth_session"));
  }

  @Test
  void tokensAreStoredAsHashesOnly() {
    String token = signIn("").cookie("plinth_session").orElseThrow();
    assertThat(
            plinth
                .given()
                .select(
                    "select 1 from sessions where encode(id_hash, 'escape') like ?",
                    "%" + token + "%"))
        .isEmpty();
    assertThat(
            plinth
                .given()
                .select(
                    "select 1 from sessions where id_hash = sha256(?)",
                    token.getBytes(java.nio.charset.StandardCharsets.US_ASCII)))
        .hasSize(1);
  }

  @Test
  void wrongPasswordAndUnknownUserAreOneAnswer() {
    Answer wrong = plinth.anonymous().trySignIn(person.username(), "not the password", "");
    Answer unknown =
        plinth.anonymous().trySignIn("x" + person.username().substring(1), "not the password", "");
    assertThat(wrong.status()).isEqualTo(401).isEqualTo(unknown.status());
    assertThat(stripped(wrong)).isEqualTo(stripped(unknown));
    assertThat(wrong.text()).contains("User name or password is wrong.");
    assertThat(wrong.setCookie("plinth_session")).isEmpty();
  }

  /** Without what differs in any two answers. */
  private static String stripped(Answer answer) {
    return answer
        .text()
        .replaceAll("value=\"[^\"]*\"", "value")
        .replaceAll("[0-9a-f]{8}-[0-9a-f-]{27}", "id");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a\u0000b", "\ud83d\ude00", "' or '1'='1", "%00"})
  void strangeNamesAndPasswordsAreOnlyWrong(String text) {
    plinth.anonymous().trySignIn(text, "password", "").expect(401);
    plinth.anonymous().trySignIn(person.username(), text, "").expect(401);
  }

  @Test
  void longNamesAndPasswordsAreOnlyWrong() {
    String text = "x".repeat(7_000);
    plinth.anonymous().trySignIn(text, text, "").expect(401);
  }

  @Test
  void formWithoutItsTokenIsRefused() {
    Map<String, String> fields =
        Map.of("username", person.username(), "password", person.password());
    plinth.anonymous().form("/login", fields).expect(403);
    plinth.anonymous().cookie("plinth_login=abc").form("/login", fields).expect(403);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "/\n/evil.example",
        "http:evil.example",
        "///evil.example",
        "evil.example",
        "/ /evil.example",
        "/x|y",
        "/[",
        "/%zz",
        "/\"",
        ""
      })
  void neverLeadsToAnotherSite(String next) {
    Answer answer = signIn(next).expect(303);
    String location = answer.header("Location");
    String base = plinth.baseUri().toString();
    String path = location.startsWith(base) ? location.substring(base.length()) : location;
    assertThat(path).as(next).startsWith("/").doesNotStartWith("//").doesNotStartWith("/\\");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/clients", "/clients?status=ACTIVE&sort=-name", "/import"})
  void leadsBackToWhereOneWas(String next) {
    assertThat(signIn(next).expect(303).header("Location")).endsWith(next);
  }

  @Test
  void signedInPersonCanSignInAgainAndTheOldSessionEnds() {
    Api session = plinth.anonymous().signIn(person.username(), person.password());
    Answer form = session.get("/login").expect(200);
    String cookie = signIn("").cookie("plinth_session").orElseThrow();
    Answer again =
        plinth
            .anonymous()
            .cookie(
                "plinth_session="
                    + cookie
                    + "; plinth_login="
                    + form.cookie("plinth_login").orElseThrow())
            .form(
                "/login",
                Map.of(
                    "username",
                    person.username(),
                    "password",
                    person.password(),
                    "csrf",
                    Api.csrf(form)))
            .expect(303);
    String other = again.cookie("plinth_session").orElseThrow();
    plinth.anonymous().cookie("plinth_session=" + other).get("/api/v1/me").expect(200);
    assertProblem(plinth.anonymous().cookie("plinth_session=" + cookie).get("/api/v1/me"), 401);
  }

  @Test
  void oneTimePasswordMustBeChangedBeforeAnythingElse() {
    String name = Given.unique("fresh");
    Map<String, Object> user =
        Map.of(
            "username",
            name,
            "displayName",
            name,
            "role",
            "Manager",
            "password",
            "one-time password");
    long id = plinth.api().post("/api/v1/users", user).expect(201).id();
    plinth.given().update("update users set must_change_password = true where id = ?", id);
    Api session = plinth.anonymous().signIn(name, "one-time password");
    for (String path : new String[] {"/", "/clients", "/api/v1/me", "/api/v1/clients"}) {
      assertThat(assertProblem(session.get(path), 403).path("type").asText())
          .isEqualTo("/problems/password-change-required");
    }
    String csrf = Api.csrf(session.get("/password").expect(200));
    Map<String, String> change =
        Map.of(
            "csrf",
            csrf,
            "current",
            "one-time password",
            "password",
            "my own password",
            "again",
            "my own password");
    session.form("/password", change).expect(303);
    session.get("/api/v1/me").expect(200);
    plinth.anonymous().trySignIn(name, "one-time password", "").expect(401);
    plinth.anonymous().signIn(name, "my own password").get("/api/v1/me").expect(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"short", "password", "the present one"})
  void passwordIsNotChangedToABadOne(String kind) {
    Api session = plinth.anonymous().signIn(person.username(), person.password());
    String csrf = Api.csrf(session.get("/password"));
    String wanted =
        kind.equals("short")
            ? "7-chars"
            : kind.equals("password") ? "x".repeat(201) : person.password();
    session
        .form(
            "/password",
            Map.of("csrf", csrf, "current", person.password(), "password", wanted, "again", wanted))
        .expect(400);
    plinth.anonymous().trySignIn(person.username(), person.password(), "").expect(303);
  }

  @Test
  void changedPasswordEndsAllOtherSessions() {
    Api other = plinth.anonymous().signIn(person.username(), person.password());
    Api session = plinth.anonymous().signIn(person.username(), person.password());
    other.get("/api/v1/me").expect(200);
    String csrf = Api.csrf(session.get("/password"));
    session
        .form(
            "/password",
            Map.of(
                "csrf",
                csrf,
                "current",
                person.password(),
                "password",
                "another password",
                "again",
                "another password"))
        .expect(303);
    session.get("/api/v1/me").expect(200);
    assertProblem(other.get("/api/v1/me"), 401);
  }

  @Test
  void passwordSetByAnAdministratorEndsOldSessions() {
    Api session = plinth.anonymous().signIn(person.username(), person.password());
    session.get("/api/v1/me").expect(200);
    Map<String, String> change = Map.of("password", "set by somebody else");
    plinth.api().patch("/api/v1/users/" + person.id(), change).expect(200);
    assertProblem(session.get("/api/v1/me"), 401);
    plinth.anonymous().trySignIn(person.username(), person.password(), "").expect(401);
  }

  /** Half an hour without a request ends a session; one within it keeps it for as long again. */
  @ParameterizedTest
  @CsvSource({"29 minutes, 200", "31 minutes, 401"})
  void sessionThatIsIdleForHalfAnHourEnds(String idle, int status) {
    Api session = aged("last_seen_at = now() - interval '" + idle + "'");
    session.get("/api/v1/me").expect(status);
    if (status == 200) {
      awaitSeen();
    }
  }

  /** Whatever is done in it. */
  @ParameterizedTest
  @CsvSource({"11:59, 200", "12:01, 401"})
  void sessionEndsAfterTwelveHoursOfWork(String age, int status) {
    aged("last_seen_at = now(), created_at = now() - interval '" + age + "'")
        .get("/api/v1/me")
        .expect(status);
  }

  /** A session of which nothing is remembered, with other times. */
  private Api aged(String times) {
    Api session = plinth.anonymous().signIn(person.username(), person.password());
    assertThat(
            plinth
                .given()
                .update("update sessions set " + times + " where user_id = ?", person.id()))
        .isEqualTo(1);
    return session;
  }

  /** Last uses are stored every few seconds, all at once. */
  private void awaitSeen() {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (plinth
        .given()
        .select(
            """
            select 1 from sessions where user_id = ? and last_seen_at > now() - interval '1 minute'
            """,
            person.id())
        .isEmpty()) {
      assertThat(System.nanoTime()).as("seen").isLessThan(deadline);
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
    }
  }

  @Test
  void personWhoIsSwitchedOffIsOut() {
    Api session = plinth.anonymous().signIn(person.username(), person.password());
    session.get("/api/v1/me").expect(200);
    plinth.api().patch("/api/v1/users/" + person.id(), Map.of("active", false)).expect(200);
    assertProblem(session.get("/api/v1/me"), 401);
    assertProblem(person.api().get("/api/v1/me"), 401);
    plinth.anonymous().trySignIn(person.username(), person.password(), "").expect(401);
  }
}
