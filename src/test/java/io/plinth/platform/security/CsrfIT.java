package io.plinth.platform.security;

import static io.plinth.fixture.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.plinth.fixture.Answer;
import io.plinth.fixture.Api;
import io.plinth.fixture.Plinth;
import io.plinth.fixture.Sample;
import io.plinth.fixture.Walk;
import io.plinth.platform.http.Route;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A write with the session's cookie needs the session's token, and may not come from elsewhere. */
class CsrfIT {
  private static final Plinth PLINTH = Plinth.shared();
  private static Api session;
  private static Api withToken;

  @BeforeAll
  static void signIn() {
    session = PLINTH.anonymous().signIn(Plinth.ADMIN, Plinth.ADMIN_PASSWORD);
    withToken = session.withCsrf();
  }

  private static String nothing(Route route) {
    return Sample.path(route, Long.toString(Sample.UNKNOWN));
  }

  private static Stream<Route> writes() {
    return Walk.all().filter(r -> !r.verb().equals("GET"));
  }

  private static void assertForged(Answer answer) {
    assertThat(assertProblem(answer, 403).path("type").asText())
        .isEqualTo("/problems/forged-request");
  }

  @Test
  void writeWithoutTheTokenIsRefusedOnEveryRoute() {
    Walk.writes().forEach(r -> assertForged(Walk.send(session, r, nothing(r))));
  }

  @Test
  void writeWithATokenOfAnotherSessionIsRefusedOnEveryRoute() {
    Api other = PLINTH.anonymous().signIn(Plinth.ADMIN, Plinth.ADMIN_PASSWORD);
    String token = Api.csrf(other.get("/password"));
    Walk.writes()
        .forEach(r -> assertForged(Walk.send(session.with("X-CSRF-Token", token), r, nothing(r))));
  }

  @Test
  void writeFromAnotherSiteIsRefusedOnEveryRouteThoughTheTokenIsRight() {
    Map<String, String> foreign =
        Map.of("Origin", "https://evil.example", "Sec-Fetch-Site", "cross-site");
    foreign.forEach(
        (header, value) ->
            writes()
                .forEach(
                    r -> assertForged(Walk.send(withToken.with(header, value), r, nothing(r)))));
  }

  @Test
  void writeFromAnotherSiteIsRefusedAlsoForKeysAndForNobody() {
    for (Api api : new Api[] {PLINTH.api(), PLINTH.anonymous()}) {
      for (String origin :
          new String[] {"null", "http://localhost", "https://localhost.evil.example", "//x"}) {
        writes().forEach(r -> assertForged(Walk.send(api.with("Origin", origin), r, nothing(r))));
      }
      for (String site : new String[] {"same-site", "cross-site", "nonsense"}) {
        writes()
            .forEach(r -> assertForged(Walk.send(api.with("Sec-Fetch-Site", site), r, nothing(r))));
      }
    }
  }

  @Test
  void writeWithTheTokenFromOurOwnPagesGetsThrough() {
    Api own =
        withToken.with("Origin", PLINTH.baseUri().toString()).with("Sec-Fetch-Site", "same-origin");
    Walk.writes()
        .forEach(
            r -> {
              Answer answer = Walk.send(own, r, nothing(r));
              assertThat(answer.status()).as("%s", answer).isNotIn(401, 403, 500);
            });
  }

  @Test
  void tokenIsTakenFromAFormAndFromTheFirstPartOfAMultipartForm() {
    String token = Api.csrf(session.get("/password"));
    Answer form = session.form("/password", Map.of("csrf", token, "current", "x"));
    assertThat(form.status()).isEqualTo(400);
    byte[] file =
        "date,client,hours\n2026-01-05,Acme,1\n".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    session.multipart("/import/preview", Map.of("csrf", token), "x.csv", file).expect(303);
    assertForged(session.multipart("/import/preview", Map.of("csrf", "x"), "x.csv", file));
    assertForged(session.multipart("/import/preview", Map.of(), "csrf", file));
  }

  @Test
  void readsNeedNoToken() {
    session.with("Sec-Fetch-Site", "cross-site").get("/api/v1/me").expect(200);
  }

  @Test
  void signOutNeedsTheToken() {
    Api mine = PLINTH.anonymous().signIn(Plinth.ADMIN, Plinth.ADMIN_PASSWORD);
    assertForged(mine.form("/logout", Map.of()));
    mine.get("/api/v1/me").expect(200);
    mine.form("/logout", Map.of("csrf", Api.csrf(mine.get("/password")))).expect(303);
    assertProblem(mine.get("/api/v1/me"), 401);
  }
}
