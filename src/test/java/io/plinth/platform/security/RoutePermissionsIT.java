package io.plinth.platform.security;

import static io.plinth.fixture.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.plinth.fixture.Answer;
import io.plinth.fixture.Api;
import io.plinth.fixture.Person;
import io.plinth.fixture.Plinth;
import io.plinth.fixture.Sample;
import io.plinth.fixture.Walk;
import io.plinth.platform.http.Route;
import java.util.Set;
import java.util.TreeSet;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Default deny, and who may do what: over every route there is. */
class RoutePermissionsIT {
  private static final String BROWSER = "text/html,application/xhtml+xml,*/*;q=0.8";
  private final Plinth plinth = Plinth.shared();

  private static String nothing(Route route) {
    return Sample.path(route, Long.toString(Sample.UNKNOWN));
  }

  @Test
  void walkIsNotEmpty() {
    assertThat(Walk.guarded()).hasSizeGreaterThan(60);
    assertThat(Walk.guarded()).allMatch(r -> r.permission() != null);
  }

  @Test
  void nobodyGetsThroughWithoutCredentials() {
    Walk.guarded()
        .forEach(
            route -> {
              Answer answer = Walk.send(plinth.anonymous(), route, nothing(route));
              assertProblem(answer, 401);
              assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
            });
  }

  @Test
  void browserIsSentToSignInAndBack() {
    Api browser = plinth.anonymous().with("Accept", BROWSER);
    Walk.reads()
        .filter(r -> r.produces().contains("text/html"))
        .forEach(
            route -> {
              Answer answer = browser.get(nothing(route));
              assertThat(answer.status()).as("%s", answer).isEqualTo(303);
              assertThat(answer.header("Location"))
                  .endsWith("/login?next=" + Api.encode(nothing(route)));
            });
  }

  @Test
  void wrongKeysAreRefusedEverywhere() {
    for (String key : new String[] {"nope", "", "' or 1=1 --", "ключ", "x".repeat(4_000)}) {
      assertProblem(plinth.anonymous().bearer(Api.encode(key)).get("/api/v1/me"), 401);
    }
    assertProblem(
        plinth.anonymous().with("Authorization", "Basic YWRtaW46YWRtaW4=").get("/api/v1/me"), 401);
    assertProblem(plinth.anonymous().with("Authorization", "Bearer").get("/api/v1/me"), 401);
  }

  @Test
  void nobodyGetsThroughWithoutPermissions() {
    Person nobody = plinth.given().createUser(plinth.given().createRole());
    Walk.guarded()
        .forEach(route -> assertProblem(Walk.send(nobody.api(), route, nothing(route)), 403));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Administrator", "Manager", "Staff", "Viewer"})
  void roleGetsThroughWhereItsPermissionsSayAndNowhereElse(String role) {
    Set<String> permissions =
        new TreeSet<>(
            plinth
                .given()
                .select(
                    """
                    select p.permission from role_permissions p join roles r on r.id = p.role_id
                    where r.name = ?
                    """,
                    role));
    Person person = plinth.given().createUser(role);
    SoftAssertions matrix = new SoftAssertions();
    Walk.guarded()
        .forEach(
            route -> {
              boolean may = permissions.contains(route.permission()) || permissions.contains("*:*");
              Answer answer = Walk.send(person.api(), route, nothing(route));
              if (may) {
                matrix.assertThat(answer.status()).as("%s", answer).isNotIn(401, 403);
              } else {
                matrix.assertThat(answer.status()).as("%s", answer).isEqualTo(403);
              }
              matrix.assertThat(answer.status()).as("%s", answer).isLessThan(500);
            });
    matrix.assertAll();
  }

  /** What the roles are, said once more: a migration that widens one must say so here, too. */
  @Test
  void builtInRolesAreWhatTheyWereMeantToBe() {
    assertThat(may("Administrator", "audit:read", "users:write", "anything:at-all"))
        .containsExactly(true, true, true);
    assertThat(may("Manager", "clients:write", "revenue:read", "users:write", "api-keys:all"))
        .containsExactly(true, true, false, false);
    assertThat(may("Manager", "users:read", "people:read", "roles:read", "audit:read"))
        .containsExactly(false, true, false, false);
    assertThat(may("Staff", "timesheets:write", "timesheets:all", "revenue:read", "clients:write"))
        .containsExactly(true, false, false, false);
    assertThat(may("Viewer", "users:read", "roles:read", "audit:read", "operations:write"))
        .containsExactly(true, false, false, false);
    assertThat(may("Viewer", "revenue:read", "timesheets:all", "clients:write", "imports:write"))
        .containsExactly(true, true, false, false);
  }

  private boolean[] may(String role, String... permissions) {
    Set<String> granted =
        new TreeSet<>(
            plinth
                .given()
                .select(
                    """
                    select p.permission from role_permissions p join roles r on r.id = p.role_id
                    where r.name = ?
                    """,
                    role));
    Principal principal = new Principal(1, role, granted, null, false);
    boolean[] may = new boolean[permissions.length];
    for (int i = 0; i < may.length; i++) {
      may[i] = principal.can(permissions[i]);
    }
    return may;
  }
}
