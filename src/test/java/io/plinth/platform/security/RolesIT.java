package io.plinth.platform.security;

import static io.plinth.fixture.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.plinth.fixture.Answer;
import io.plinth.fixture.Given;
import io.plinth.fixture.Person;
import io.plinth.fixture.Plinth;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Roles of one's own, and that nobody climbs by them. */
class RolesIT {
  private final Plinth plinth = Plinth.shared();
  private final Given given = plinth.given();

  private static Map<String, Object> role(String... permissions) {
    return Map.of("name", Given.unique("Role"), "permissions", List.of(permissions));
  }

  private JsonNode create(String... permissions) {
    return plinth.api().post("/api/v1/roles", role(permissions)).expect(201).json();
  }

  private static Map<String, Object> user(String role) {
    return Map.of("username", Given.unique("u"), "displayName", "Somebody", "role", role);
  }

  private static String path(JsonNode role) {
    return "/api/v1/roles/" + role.path("id").asLong();
  }

  @Test
  void roleIsWhatItsPeopleMayFromTheNextRequestOn() {
    JsonNode role = create("profile:read", "clients:read");
    Person person = given.createUser(role.path("name").asText());
    person.api().get("/api/v1/clients").expect(200);
    assertProblem(person.api().get("/api/v1/imports"), 403);
    JsonNode changed =
        plinth
            .api()
            .patch(path(role), Map.of("permissions", List.of("imports:read", "profile:read")))
            .expect(200)
            .json();
    assertThat(changed.path("version").asLong()).isGreaterThan(role.path("version").asLong());
    assertThat(changed.path("users").asLong()).isEqualTo(1);
    assertThat(changed.path("permissions"))
        .extracting(JsonNode::asText)
        .containsExactly("imports:read", "profile:read");
    person.api().get("/api/v1/imports").expect(200);
    assertProblem(person.api().get("/api/v1/clients"), 403);
  }

  @Test
  void everyChangeIsInTheTrailWithThePermissions() {
    JsonNode role = create("clients:read");
    plinth.api().patch(path(role), Map.of("permissions", List.of("services:read"))).expect(200);
    plinth.api().delete(path(role)).expect(204);
    assertThat(
            given.select(
                """
                select action || ' ' || coalesce(before::text, '-') || ' ' || coalesce(after::text, '-')
                from audit_events where target_type = 'roles' and target_id = ?
                order by id
                """,
                role.path("id").asLong()))
        .anyMatch(e -> e.startsWith("roles:create") && e.contains(role.path("name").asText()))
        .anyMatch(e -> e.matches("roles:update .*clients:read.*services:read.*"))
        .anyMatch(e -> e.startsWith("roles:delete"));
  }

  @Test
  void misspeltPermissionIsNamedWithTheLegalOnes() {
    Map<String, Object> wrong =
        Map.of("name", "x", "permissions", List.of("clients:read", "client:read", "Clients"));
    assertThat(assertProblem(plinth.api().post("/api/v1/roles", wrong), 400).toString())
        .contains("permissions/2");
    wrong = Map.of("name", "x", "permissions", List.of("clients:read", "client:read"));
    assertThat(assertProblem(plinth.api().post("/api/v1/roles", wrong), 400).toString())
        .contains("permissions/1", "client:read", "Legal:", "clients:write")
        .doesNotContain("permissions/0");
    assertProblem(plinth.api().post("/api/v1/roles", Map.of("name", " ")), 400);
  }

  @Test
  void nameIsTakenInAnyCase() {
    String name = create().path("name").asText();
    Map<String, Object> same =
        Map.of("name", name.toUpperCase(java.util.Locale.ROOT), "permissions", List.of());
    assertProblem(plinth.api().post("/api/v1/roles", same), 409);
  }

  @Test
  void oneOfManyThatAreMadeAtOnceHasTheName() {
    Map<String, Object> role = role("clients:read");
    List<Integer> answers =
        IntStream.range(0, 8)
            .parallel()
            .mapToObj(i -> plinth.api().post("/api/v1/roles", role).status())
            .toList();
    assertThat(answers).containsOnly(201, 409).containsOnlyOnce(201);
  }

  @Test
  void builtInOnesStayAsTheyAre() {
    for (long id = 1; id <= 4; id++) {
      Answer before = plinth.api().get("/api/v1/roles/" + id).expect(200);
      assertThat(before.json().path("builtIn").asBoolean()).isTrue();
      assertProblem(plinth.api().patch("/api/v1/roles/" + id, Map.of("name", "Mine")), 409);
      assertProblem(plinth.api().put("/api/v1/roles/" + id, role("clients:read")), 409);
      assertProblem(plinth.api().delete("/api/v1/roles/" + id), 409);
    }
  }

  @Test
  void roleSomebodyHasIsNotDeleted() {
    JsonNode role = create("clients:read");
    given.createUser(role.path("name").asText());
    assertThat(assertProblem(plinth.api().delete(path(role)), 409).path("detail").asText())
        .contains("1 person");
  }

  @Test
  void nobodyGrantsWhatTheyHaveNot() {
    String makers = given.createRole("roles:read", "roles:write", "clients:read");
    Person maker = given.createUser(makers);
    maker.api().post("/api/v1/roles", role("clients:read")).expect(201);
    assertProblem(maker.api().post("/api/v1/roles", role("clients:write")), 400);
    assertProblem(maker.api().post("/api/v1/roles", role("*:*")), 400);
    JsonNode stronger = create("clients:write");
    assertProblem(maker.api().patch(path(stronger), Map.of("permissions", List.of())), 403);
    assertProblem(maker.api().delete(path(stronger)), 403);
  }

  @Test
  void whoMakesUsersMakesNobodyWhoMayMoreThanThey() {
    String role = given.createRole("users:read", "users:write", "clients:read");
    Person keeper = given.createUser(role);
    Person administrator = given.createUser("Administrator");
    keeper.api().post("/api/v1/users", user(role)).expect(201);
    assertThat(assertProblem(keeper.api().post("/api/v1/users", user("Administrator")), 400))
        .asString()
        .contains("may more than you");
    String other = "/api/v1/users/" + administrator.id();
    assertProblem(keeper.api().patch(other, Map.of("password", "taken over by me")), 403);
    assertProblem(keeper.api().put(other, user(role)), 403);
    assertProblem(keeper.api().delete(other), 403);
  }

  @Test
  void managerChoosesPeopleByNameAndSeesNoMore() {
    Person manager = given.createUser("Manager");
    assertProblem(manager.api().get("/api/v1/users"), 403);
    JsonNode people = manager.api().get("/api/v1/people?id=" + manager.id()).expect(200).json();
    assertThat(people.path("items")).hasSize(1);
    assertThat(people.path("items").get(0).fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder("id", "name", "active");
    assertProblem(given.createUser("Staff").api().get("/api/v1/people"), 403);
  }
}
