package io.plinth.platform.oidc;

import static io.plinth.fixture.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.plinth.fixture.Answer;
import io.plinth.fixture.Api;
import io.plinth.fixture.Given;
import io.plinth.fixture.Plinth;
import io.plinth.fixture.SecurePlinth;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signing in with a provider, as browsers do it: over TLS, to the session and out again. */
class OidcIT {
  private static final String HTML = "text/html,application/xhtml+xml,*/*;q=0.8";
  private final SecurePlinth secure = SecurePlinth.shared();
  private final Given given = secure.plinth().given();
  private final OpenIdProvider there = secure.provider();
  private final String subject = Given.unique("subject") + "-" + System.nanoTime();
  private final Api browser = secure.api().with("Accept", HTML).with("X-Forwarded-For", address());

  private static String address() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return "10.%d.%d.%d".formatted(random.nextInt(256), random.nextInt(256), random.nextInt(256));
  }

  /** A way out: where it leads, and the browser with its cookie. */
  private record Out(URI there, Api browser, String state, String cookie) {
    String callback(String code) {
      return "/login/oidc/callback?code=" + code + "&state=" + state;
    }
  }

  private Out begin(String next) {
    Answer answer = browser.get("/login/oidc?next=" + Api.encode(next)).expect(303);
    URI url = URI.create(answer.header("Location"));
    String cookie = answer.cookiePair("plinth_oidc").orElseThrow();
    return new Out(
        url, browser.cookie(cookie), OpenIdProvider.parameters(url).get("state"), cookie);
  }

  private Answer signIn(Map<String, ?> claims) {
    return signIn("/clients", claims);
  }

  private Answer signIn(String next, Map<String, ?> claims) {
    Map<String, Object> all = new HashMap<>(Map.of("sub", subject));
    all.putAll(claims);
    Out out = begin(next);
    return out.browser().get(out.callback(there.signIn(out.there(), all)));
  }

  private Api session(Answer answer) {
    return secure.api().cookie(answer.expect(303).cookiePair("plinth_session").orElseThrow());
  }

  private long user(String role, String email) {
    return Long.parseLong(
        given
            .select(
                """
                insert into users (display_name, email, role_id)
                select 'Ms Known', ?, id from roles where name = ? returning id
                """,
                email,
                role)
            .get(0));
  }

  private String email() {
    return subject + "@example.com";
  }

  private Map<String, Object> confirmed(Object... more) {
    Map<String, Object> claims = new HashMap<>(Map.of("email", email(), "email_verified", true));
    for (int i = 0; i < more.length; i += 2) {
      claims.put((String) more[i], more[i + 1]);
    }
    return claims;
  }

  private List<String> identities(long user) {
    return given.select("select subject from user_identities where user_id = ?", user);
  }

  private static void assertRefused(Answer answer, int status, String words) {
    assertThat(answer.expect(status).text())
        .contains(words, "Sign in with Harbour &amp; Finch", answer.header("X-Request-ID"));
    assertThat(answer.cookiePair("plinth_session")).isEmpty();
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
  }

  /** Events wait some seconds before they are stored. */
  private void awaitEvent(String sql, Object... values) {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (given.select(sql, values).isEmpty()) {
      assertThat(System.nanoTime()).as(sql).isLessThan(deadline);
      LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
    }
  }

  @Test
  void loginPageOffersBothWays() {
    String page = browser.get("/login?next=/clients").expect(200).text();
    assertThat(page)
        .contains("href=\"/login/oidc?next=%2Fclients\"", "Sign in with Harbour &amp; Finch")
        .contains("name=\"password\"");
  }

  @Test
  void newPersonGetsAnAccountWithTheRoleOfTheProvider() {
    Answer answer =
        signIn(
            confirmed(
                "name",
                "Ada Lovelace",
                "preferred_username",
                subject,
                "groups",
                List.of("x", "crew")));
    assertThat(answer.header("Location")).endsWith("/clients");
    assertThat(answer.setCookie("__Host-plinth_session").orElseThrow())
        .contains("HttpOnly", "Secure", "SameSite=Lax", "Path=/")
        .doesNotContain("Max-Age", "Expires");
    assertThat(answer.setCookie("__Host-plinth_oidc").orElseThrow())
        .contains("Max-Age=0", "Path=/;", "Secure");
    assertThat(answer.statements()).isLessThanOrEqualTo(8);
    var me = session(answer).get("/api/v1/me").expect(200).json();
    assertThat(me.path("displayName").asText()).isEqualTo("Ada Lovelace");
    assertThat(me.path("role").asText()).isEqualTo("Staff");
    assertThat(me.path("email").asText()).isEqualTo(email());
    assertThat(me.path("username").asText()).isEqualTo(subject);
    long id = me.path("id").asLong();
    awaitEvent(
        """
        select 1 from audit_events where action = 'users:create' and target_id = ?
        and cast(after as text) like ?
        """,
        id,
        "%" + subject + "%");
    awaitEvent(
        """
        select 1 from audit_events where action = 'sessions:create' and outcome = 'SUCCESS'
        and user_id = ? and cast(after as text) like '%issuer%'
        """,
        id);
    Answer again = signIn(Map.of("groups", "crew"));
    assertThat(again.statements()).isLessThanOrEqualTo(6);
    assertThat(session(again).get("/api/v1/me").json().path("id").asLong()).isEqualTo(id);
  }

  @Test
  void preferredNameOfSomebodyElseIsNotGivenAway() {
    var me =
        session(signIn(Map.of("preferred_username", "ADMIN"))).get("/api/v1/me").expect(200).json();
    assertThat(me.path("username").isNull() || me.path("username").isMissingNode()).isTrue();
    assertThat(me.path("role").asText()).isEqualTo("Viewer");
  }

  @Test
  void confirmedAddressGivesTheAccountThatHasIt() {
    long known = user("Viewer", email().toUpperCase(java.util.Locale.ROOT));
    var me = session(signIn(confirmed())).get("/api/v1/me").expect(200).json();
    assertThat(me.path("id").asLong()).isEqualTo(known);
    assertThat(identities(known)).containsExactly(subject);
    awaitEvent("select 1 from audit_events where action = 'users:link' and target_id = ?", known);
  }

  @Test
  void addressThatIsNotConfirmedGivesNothingAway() {
    long known = user("Manager", email());
    Answer answer = signIn(confirmed("email_verified", false));
    var me = session(answer).get("/api/v1/me").expect(200).json();
    assertThat(me.path("id").asLong()).isNotEqualTo(known);
    assertThat(me.path("email").isNull() || me.path("email").isMissingNode()).isTrue();
    assertThat(identities(known)).isEmpty();
  }

  @Test
  void addressOfAnAdministratorGivesNothingAway() {
    long known = user("Administrator", email());
    assertRefused(signIn(confirmed("groups", "admins")), 401, "cannot be used this way");
    assertThat(identities(known)).isEmpty();
    awaitEvent(
        """
        select 1 from audit_events where action = 'sessions:create' and outcome = 'FAILURE'
        and cast(after as text) like '%NOT_LINKED%'
        """);
  }

  /** Firms give addresses to others, and providers make people anew. */
  @Test
  void accountIsOnePersonsOnly() {
    long known = user("Viewer", email());
    session(signIn(confirmed()));
    assertRefused(signIn(confirmed("sub", subject + "-other")), 401, "cannot be used this way");
    assertThat(identities(known)).containsExactly(subject);
  }

  @Test
  void whoIsSwitchedOffStaysOut() {
    long known = user("Viewer", email());
    session(signIn(confirmed()));
    given.update("update users set active = false where id = ?", known);
    assertRefused(signIn(confirmed()), 401, "switched off");
    String other = subject + "-2";
    given.update("update users set email = ? where id = ?", other + "@example.com", known);
    given.update("delete from user_identities where user_id = ?", known);
    assertRefused(
        signIn(Map.of("sub", other, "email", other + "@example.com", "email_verified", true)),
        401,
        "switched off");
    assertThat(identities(known)).isEmpty();
  }

  @Test
  void roleFollowsTheProviderAndTheTrailSaysSo() {
    long id =
        session(signIn(Map.of("groups", List.of("bosses"))))
            .get("/api/v1/me")
            .json()
            .path("id")
            .asLong();
    var me = session(signIn(Map.of("groups", List.of("crew")))).get("/api/v1/me").json();
    assertThat(me.path("role").asText()).isEqualTo("Staff");
    assertThat(session(signIn(Map.of())).get("/api/v1/me").json().path("role").asText())
        .isEqualTo("Viewer");
    awaitEvent("select 1 from audit_events where action = 'users:update' and target_id = ?", id);
  }

  /** As the first administrator is given once; the provider must not be able to shut all out. */
  @Test
  void lastAdministratorStaysOne() {
    given.update(
        """
        insert into user_identities (issuer, subject, user_id)
        select ?, ?, id from users where username = 'admin'
        """,
        there.issuer(),
        subject);
    var me = session(signIn(Map.of("groups", List.of("crew")))).get("/api/v1/me").json();
    assertThat(me.path("role").asText()).isEqualTo("Administrator");
    given.update("delete from user_identities where subject = ?", subject);
  }

  @Test
  void oneTimePasswordIsNoBusinessOfTheProvidersPeople() {
    long known = user("Viewer", email());
    given.update("update users set must_change_password = true where id = ?", known);
    session(signIn(confirmed())).get("/api/v1/me").expect(200);
  }

  @Test
  void answerToAnotherBrowserIsRefused() {
    Out mine = begin("/");
    Out theirs = begin("/");
    int before = there.timesAsked("/token");
    String code = there.signIn(theirs.there(), Map.of("sub", subject));
    assertRefused(mine.browser().get(theirs.callback(code)), 400, "not begun in this browser");
    assertRefused(browser.get(theirs.callback(code)), 400, "not begun in this browser");
    assertRefused(theirs.browser().get("/login/oidc/callback?code=" + code), 400, "not begun");
    assertRefused(
        theirs.browser().get(theirs.callback(code) + "&state=" + theirs.state()), 400, "not begun");
    assertThat(there.timesAsked("/token")).as("none of them got there").isEqualTo(before);
    session(theirs.browser().get(theirs.callback(code)));
  }

  @Test
  void answerIsGoodOnce() {
    Out out = begin("/");
    session(out.browser().get(out.callback(there.signIn(out.there(), Map.of("sub", subject)))));
    // With a second code for the same attempt, so that it is not the provider who refuses.
    String second = there.signIn(out.there(), Map.of("sub", subject));
    assertRefused(out.browser().get(out.callback(second)), 400, "not begun in this browser");
  }

  @Test
  void cancelledSignInIsTold() {
    Out out = begin("/");
    String back = "/login/oidc/callback?error=access_denied&state=" + out.state();
    assertRefused(out.browser().get(back), 401, "cancelled");
    assertRefused(out.browser().get("/login/oidc/callback?state=" + out.state()), 401, "cancelled");
  }

  @Test
  void lineOfTheLogIsNotForged() {
    Out out = begin("/");
    String error = "x%0A%5B2026-11-21T00:00:00Z%5D%20SEVERE%20forged%20by%20a%20parameter";
    String back = "/login/oidc/callback?error=" + error + "&state=" + out.state();
    assertRefused(out.browser().get(back), 401, "cancelled");
    assertThat(secure.plinth().output()).doesNotContain("forged by a parameter");
  }

  @Test
  void whatTheProviderAddsIsNoConcern() {
    Out out = begin("/clients");
    String code = there.signIn(out.there(), Map.of("sub", subject));
    Answer answer =
        out.browser().get(out.callback(code) + "&session_state=x&scope=openid&authuser=0");
    session(answer);
  }

  @Test
  void tokenOfAnotherAttemptIsRefused() {
    Out other = begin("/");
    Out out = begin("/");
    String code =
        there.give(
            out.there(),
            p ->
                p.sign(
                    p.rsa,
                    p.claims(OpenIdProvider.parameters(other.there()), Map.of("sub", subject))));
    assertRefused(out.browser().get(out.callback(code)), 401, "cannot be believed");
    awaitEvent(
        """
        select 1 from audit_events where action = 'sessions:create' and outcome = 'FAILURE'
        and cast(after as text) like '%NOT_BELIEVED%'
        """);
  }

  @Test
  void providerThatIsAwayIsSaidSo() {
    Out out = begin("/");
    there.faults = Map.of("/token", e -> OpenIdProvider.answer(e, 502, Map.of()));
    try {
      assertRefused(out.browser().get(out.callback("any")), 503, "does not answer");
    } finally {
      there.faults = Map.of();
    }
  }

  @Test
  void providerIsAskedWithinTheCallersTraceAndEachCallIsCounted() {
    String calls = "http_client_requests_seconds_count{outcome=\"%s\",target=\"oidc\"}";
    Api operator = secure.api().bearer(Plinth.ADMIN_KEY);
    double right = operator.metric(calls.formatted("SUCCESS"));
    String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    String caller = "00f067aa0ba902b7";
    Out out = begin("/");
    String code = there.signIn(out.there(), Map.of("sub", subject));
    session(
        out.browser()
            .with("traceparent", "00-" + trace + "-" + caller + "-01")
            .get(out.callback(code)));
    assertThat(there.traces.get("/token"))
        .matches("00-" + trace + "-[0-9a-f]{16}-0[01]")
        .doesNotContain(caller);
    assertThat(operator.metric(calls.formatted("SUCCESS"))).isGreaterThan(right);
    Out other = begin("/");
    double wrong = operator.metric(calls.formatted("CLIENT_ERROR"));
    assertRefused(other.browser().get(other.callback("guess")), 401, "cannot be believed");
    assertThat(operator.metric(calls.formatted("CLIENT_ERROR"))).isEqualTo(wrong + 1);
    assertThat(operator.metric(calls.replace("_count", "_sum").formatted("SUCCESS"))).isPositive();
    // The log names whoever it is by request alone.
    assertThat(secure.plinth().output())
        .contains("Sign-in with the provider, request")
        .doesNotContain(subject);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)",
        "/\t/evil.example", "evil.example", "/[", ""
      })
  void neverLeadsToAnotherSite(String next) {
    String location = signIn(next, Map.of()).expect(303).header("Location");
    String own = secure.url().toString();
    String path = location.startsWith(own) ? location.substring(own.length()) : location;
    assertThat(path).as(next).startsWith("/").doesNotStartWith("//").doesNotStartWith("/\\");
  }

  @Test
  void sessionIsNewAndTheOldOneEnds() {
    Answer first = signIn(Map.of());
    String old = first.cookiePair("plinth_session").orElseThrow();
    Out out = begin("/");
    String cookies = out.cookie() + "; " + old;
    Answer second =
        out.browser()
            .cookie(cookies)
            .get(out.callback(there.signIn(out.there(), Map.of("sub", subject))));
    assertThat(second.cookiePair("plinth_session").orElseThrow()).isNotEqualTo(old);
    session(second).get("/api/v1/me").expect(200);
    assertProblem(secure.api().cookie(old).get("/api/v1/me"), 401);
  }

  @Test
  void signingOutLeadsToTheProvider() {
    Api session = session(signIn(Map.of()));
    Answer answer = signOut(session).expect(200);
    assertThat(answer.header("Refresh")).startsWith("1;url=" + there.issuer() + "/end?");
    assertThat(answer.header("Refresh")).contains("id_token_hint=ey", "post_logout_redirect_uri=");
    assertThat(answer.text()).contains("You are signed out", there.issuer() + "/end?");
    assertProblem(session.get("/api/v1/me"), 401);
    Api password = secure.api().signIn(Plinth.ADMIN, Plinth.ADMIN_PASSWORD);
    String csrf = Api.csrf(password.get("/password").expect(200));
    password.with("X-CSRF-Token", csrf).form("/logout", Map.of("x", "y")).expect(303);
  }

  private List<String> stored(String column, long user) {
    return given.select("select " + column + " from sessions where user_id = ?", user);
  }

  private Answer signOut(Api session) {
    Api writing = session.with("X-CSRF-Token", Api.csrf(session.get("/password").expect(200)));
    return writing.with("Accept", HTML).form("/logout", Map.of("x", "y"));
  }

  @Test
  void tokenOfTheProviderIsStoredSealedAndInItsRowOnly() {
    Api session = session(signIn(Map.of()));
    Api other = session(signIn(Map.of()));
    long id = session.get("/api/v1/me").expect(200).json().path("id").asLong();
    assertThat(stored("id_token", id)).containsOnlyNulls();
    List<String> sealed = stored("sealed_id_token", id);
    assertThat(sealed).hasSize(2).doesNotHaveDuplicates();
    assertThat(sealed).allMatch(s -> s.matches("v1\\.[0-9a-f]{8}\\.[A-Za-z0-9_-]{200,}"));
    List<String> rows = stored("cast(sessions as text)", id);
    String refresh = signOut(session).expect(200).header("Refresh");
    assertThat(refresh).contains("id_token_hint=ey");
    String[] token = refresh.replaceAll(".*id_token_hint=([^&]*).*", "$1").split("\\.");
    assertThat(token).hasSize(3);
    assertThat(rows).hasSize(2).noneMatch(r -> r.contains(token[0]) || r.contains(token[1]));
    // The seal of the one that has ended, in the row of the one that is left.
    String left = stored("sealed_id_token", id).get(0);
    String ended = sealed.get(left.equals(sealed.get(0)) ? 1 : 0);
    given.update("update sessions set sealed_id_token = ? where user_id = ?", ended, id);
    assertThat(signOut(other).expect(200).header("Refresh"))
        .startsWith("1;url=" + there.issuer() + "/end?")
        .doesNotContain("id_token_hint");
    assertThat(secure.plinth().output()).contains("sessions.id_token cannot be read: it was");
    assertProblem(other.get("/api/v1/me"), 401);
  }

  @Test
  void failuresOfAnAddressAreLimited() {
    Out out = begin("/");
    for (int i = 0; i < 10; i++) {
      assertThat(out.browser().get(out.callback("guess-" + i)).status()).isEqualTo(401);
    }
    int asked = there.timesAsked("/token");
    Answer answer = out.browser().get(out.callback("guess"));
    assertThat(answer.expect(429).header("Retry-After")).isNotNull();
    assertThat(there.timesAsked("/token")).isEqualTo(asked);
    assertThat(browser.get("/login/oidc").status()).isEqualTo(429);
    assertThat(browser.trySignIn("nobody", "nothing", "").status()).isEqualTo(429);
    session(
        out.browser()
            .with("X-Forwarded-For", address())
            .get(out.callback(there.signIn(out.there(), Map.of("sub", subject)))));
  }

  /** A link on any page to the way back must not use up an office's failures. */
  @Test
  void othersPagesCannotUseThemUp() {
    for (int i = 0; i < 12; i++) {
      assertThat(browser.get("/login/oidc/callback?code=x&state=y").status()).isEqualTo(400);
    }
    session(signIn(Map.of()));
  }
}
