package io.plinth.platform.security;

import static io.plinth.fixture.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.plinth.fixture.Answer;
import io.plinth.fixture.Api;
import io.plinth.fixture.Given;
import io.plinth.fixture.Person;
import io.plinth.fixture.Plinth;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeysIT {
  private final Plinth plinth = Plinth.shared();
  private final Given given = plinth.given();
  private final Person manager = given.createUser("Manager");

  private static Map<String, Object> key(Object... more) {
    Map<String, Object> key = new HashMap<>(Map.of("name", Given.unique("Key")));
    for (int i = 0; i < more.length; i += 2) {
      key.put((String) more[i], more[i + 1]);
    }
    return key;
  }

  private JsonNode create(Object... more) {
    return manager.api().post("/api/v1/api-keys", key(more)).expect(201).json();
  }

  private Api by(JsonNode created) {
    return plinth.anonymous().bearer(created.path("key").asText());
  }

  @Test
  void keyIsShownOnceAndStoredAsItsHash() {
    Answer answer = manager.api().post("/api/v1/api-keys", key()).expect(201);
    String key = answer.json().path("key").asText();
    assertThat(key).startsWith("plinth_").hasSizeGreaterThan(40);
    assertThat(answer.header("Location")).endsWith("/api/v1/api-keys/" + answer.id());
    String path = "/api/v1/api-keys/" + answer.id();
    assertThat(manager.api().get(path).expect(200).text()).doesNotContain(key, "\"key\"");
    assertThat(manager.api().get("/api/v1/api-keys").expect(200).text()).doesNotContain(key);
    assertThat(manager.api().patch(path, Map.of("name", "n")).expect(200).text())
        .doesNotContain(key, "\"key\"");
    List<String> rows = given.select("select k::text from api_keys k where id = ?", answer.id());
    assertThat(rows).hasSize(1).noneMatch(r -> r.contains(key));
    assertThat(by(answer.json()).get("/api/v1/me").expect(200).id()).isEqualTo(manager.id());
  }

  @Test
  void keyEndsAtItsExpiry() {
    JsonNode created = create("expiresAt", Instant.now().plusSeconds(3600).toString());
    by(created).get("/api/v1/me").expect(200);
    JsonNode expired = create("expiresAt", Instant.now().plusSeconds(3600).toString());
    given.update(
        "update api_keys set expires_at = now() - interval '1 second' where id = ?",
        expired.path("id").asLong());
    assertProblem(by(expired).get("/api/v1/me"), 401);
  }

  @Test
  void keyThatCouldNeverBeUsedIsNotMade() {
    Api api = manager.api();
    String past = Instant.now().minusSeconds(1).toString();
    JsonNode both =
        assertProblem(
            api.post(
                "/api/v1/api-keys",
                Map.of("name", "n", "expiresAt", past, "permissions", List.of("clients:raed"))),
            400);
    assertThat(both.findValuesAsText("pointer"))
        .containsExactlyInAnyOrder("/permissions/0", "/expiresAt");
    assertThat(both.toString()).contains("clients:read, clients:write", "api-keys:all");
    assertThat(both.toString()).contains("must be in the future");
  }

  @Test
  void keyThatHasExpiredCanStillBeRenamed() {
    long id = create("expiresAt", Instant.now().plusSeconds(3600).toString()).path("id").asLong();
    given.update("update api_keys set expires_at = now() - interval '1 second' where id = ?", id);
    manager.api().patch("/api/v1/api-keys/" + id, Map.of("name", "old")).expect(200);
  }

  @Test
  void keyEndsAtOnceWhenItIsDeletedOrItsUserIs() {
    JsonNode created = create();
    by(created).get("/api/v1/me").expect(200);
    manager.api().delete("/api/v1/api-keys/" + created.path("id")).expect(204);
    assertProblem(by(created).get("/api/v1/me"), 401);
    JsonNode other = create();
    by(other).get("/api/v1/me").expect(200);
    plinth.api().delete("/api/v1/users/" + manager.id()).expect(204);
    assertProblem(by(other).get("/api/v1/me"), 401);
  }

  @Test
  void keyWorksFromItsAddressesOnly() {
    by(create("allowedAddresses", List.of("10.0.0.0/8", "127.0.0.0/8", "::1")))
        .get("/api/v1/me")
        .expect(200);
    JsonNode elsewhere = create("allowedAddresses", List.of("10.0.0.0/8"));
    assertProblem(by(elsewhere).get("/api/v1/me"), 401);
    Api forged = by(elsewhere).with("X-Forwarded-For", "10.1.2.3");
    assertProblem(forged.get("/api/v1/me"), 401);
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "10.0.0.0/33", "fa.ce.b0.0c", "", "1.2.3.4, 5.6.7.8"})
  void whatIsNoAddressIsRefused(String address) {
    Answer answer =
        manager.api().post("/api/v1/api-keys", key("allowedAddresses", List.of(address)));
    assertThat(assertProblem(answer, 400).at("/errors/0/pointer").asText())
        .startsWith("/allowedAddresses");
  }

  @Test
  void narrowedKeyDoesWhatItSaysAndNoMore() {
    JsonNode narrowed = create("permissions", List.of("clients:read", "profile:read"));
    by(narrowed).get("/api/v1/clients").expect(200);
    assertThat(by(narrowed).get("/api/v1/me").json().path("permissions").toString())
        .isEqualTo("[\"clients:read\",\"profile:read\"]");
    assertProblem(by(narrowed).get("/api/v1/services"), 403);
    assertProblem(by(narrowed).post("/api/v1/clients", Map.of()), 403);
    assertThat(by(narrowed).get("/api/v1/clients").text()).doesNotContain("\"revenue\"");
  }

  @Test
  void keyNeverDoesMoreThanItsUser() {
    for (String permission : List.of("users:write", "*:*", "anything:else")) {
      Answer answer =
          manager.api().post("/api/v1/api-keys", key("permissions", List.of(permission)));
      assertThat(assertProblem(answer, 400).at("/errors/0/pointer").asText())
          .isEqualTo("/permissions/0");
    }
    String stronger = given.createKey(manager.id(), List.of("users:write", "profile:read"));
    Api api = plinth.anonymous().bearer(stronger);
    api.get("/api/v1/me").expect(200);
    assertProblem(api.post("/api/v1/users", Map.of()), 403);
  }

  @Test
  void narrowedKeyCannotMakeOneThatIsNot() {
    String weak = given.createKey(manager.id(), List.of("profile:read", "profile:write"));
    Api api = plinth.anonymous().bearer(weak);
    assertProblem(api.post("/api/v1/api-keys", key()), 403);
    assertProblem(api.post("/api/v1/api-keys", key("permissions", List.of("profile:read"))), 403);
    long own = create().path("id").asLong();
    assertProblem(api.patch("/api/v1/api-keys/" + own, "{\"permissions\":null}"), 403);
  }

  @Test
  void weakerRoleWeakensTheKeysOfItsUser() {
    JsonNode created = create();
    by(created).get("/api/v1/revenue").expect(200);
    plinth.api().patch("/api/v1/users/" + manager.id(), Map.of("role", "Staff")).expect(200);
    assertProblem(by(created).get("/api/v1/revenue"), 403);
  }

  @Test
  void nobodySeesOrEndsAnothersKeys() {
    JsonNode mine = create();
    Api other = given.createUser("Manager").api();
    String path = "/api/v1/api-keys/" + mine.path("id");
    assertProblem(other.get(path), 404);
    assertProblem(other.put(path, key()), 404);
    assertProblem(other.patch(path, Map.of()), 404);
    assertProblem(other.delete(path), 404);
    String filtered = "/api/v1/api-keys?userId=" + manager.id();
    assertThat(other.get(filtered).expect(200).json().path("items")).isEmpty();
    assertThat(other.get("/api/v1/api-keys?id=" + mine.path("id")).json().path("items")).isEmpty();
    assertThat(plinth.api().get(filtered).expect(200).json().path("items")).isNotEmpty();
    plinth.api().delete(path).expect(204);
  }

  @Test
  void lastUseIsNoted() throws InterruptedException {
    JsonNode created = create();
    assertThat(created.path("lastUsedAt").isNull()).isTrue();
    by(created).get("/api/v1/me").expect(200);
    String path = "/api/v1/api-keys/" + created.path("id");
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (manager.api().get(path).json().path("lastUsedAt").isNull()) {
      assertThat(System.nanoTime()).as("it is noted within seconds").isLessThan(end);
      Thread.sleep(200);
    }
    assertThat(manager.api().get(path).json().path("lastUsedAt").asText()).startsWith("20");
  }
}
