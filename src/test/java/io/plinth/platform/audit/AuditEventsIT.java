package io.plinth.platform.audit;

import static io.plinth.fixture.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.plinth.fixture.Answer;
import io.plinth.fixture.Api;
import io.plinth.fixture.Given;
import io.plinth.fixture.Person;
import io.plinth.fixture.Plinth;
import io.plinth.fixture.Sample;
import io.plinth.fixture.Walk;
import io.plinth.platform.http.Route;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is done over HTTP is in the audit trail, and only administrators see it. */
class AuditEventsIT {
  private static final byte[] FILE =
      "date,client,hours\n2026-01-05,Acme,1.5\n".getBytes(StandardCharsets.UTF_8);
  private static final int MOST_STATEMENTS = 8;

  /** Read a file, or the form's next step, and store nothing. */
  private static final Set<String> WRITE_NOTHING =
      Set.of("POST /api/v1/imports/preview", "ImportPage.check");

  /** Succeeds only while an import runs. */
  private static final Set<String> DEPEND_ON_A_RACE =
      Set.of("POST /api/v1/imports/{id}/cancel", "POST /import/{id}/cancel");

  private static Sample lasting;
  private final Plinth plinth = Plinth.shared();
  private final Given given = plinth.given();

  @BeforeAll
  static void create() {
    lasting = Sample.create(Plinth.shared());
  }

  private Api request(String id) {
    return plinth.api().with("X-Request-ID", id);
  }

  /** Events of a request, as the API has them; those that are queued take up to five seconds. */
  private List<JsonNode> events(String requestId) {
    JsonNode items = await("requestId=" + requestId);
    return java.util.stream.StreamSupport.stream(items.spliterator(), false).toList();
  }

  private JsonNode await(String query) {
    long deadline = System.nanoTime() + Duration.ofSeconds(8).toNanos();
    JsonNode items = list(query);
    while (items.isEmpty() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
      items = list(query);
    }
    return items;
  }

  private JsonNode list(String query) {
    return plinth.api().get("/api/v1/audit-events?" + query).expect(200).json().path("items");
  }

  private long stored(String requestId) {
    return Long.parseLong(
        given.select("select count(*) from audit_events where request_id = ?", requestId).get(0));
  }

  @Test
  void everySuccessfulWriteIsAnEventWithinEightStatements() {
    SoftAssertions all = new SoftAssertions();
    Map<String, Integer> statements = new TreeMap<>();
    Set<String> failed = new TreeSet<>();
    Walk.writes()
        .forEach(
            route -> {
              String id = Given.unique("walk");
              Answer answer = write(route, id);
              boolean done = answer.status() < 400;
              if (!done) {
                failed.add(name(route) + " " + answer);
              } else if (writesNothing(route)) {
                all.assertThat(stored(id)).as("%s", answer).isZero();
              } else {
                all.assertThat(stored(id)).as("%s", answer).isPositive();
                all.assertThat(answer.statements())
                    .as("%s", answer)
                    .isLessThanOrEqualTo(MOST_STATEMENTS);
              }
              statements.put(name(route), done ? answer.statements() : -1);
            });
    all.assertThat(failed)
        .allMatch(f -> DEPEND_ON_A_RACE.stream().anyMatch(r -> f.startsWith(r + " ")));
    all.assertThat(statements).hasSizeGreaterThan(20);
    all.assertAll();
  }

  private static boolean writesNothing(Route route) {
    String method =
        route.method().getDeclaringClass().getSimpleName() + "." + route.method().getName();
    return WRITE_NOTHING.contains(name(route)) || WRITE_NOTHING.contains(method);
  }

  private static String name(Route route) {
    return route.verb() + " " + route.path();
  }

  private Answer write(Route route, String requestId) {
    Sample sample = needsItsOwn(route) ? Sample.create(plinth) : lasting;
    Api api = request(requestId);
    if (route.path().equals("/password")) {
      Person person = given.createUser("Staff");
      return person
          .api()
          .with("X-Request-ID", requestId)
          .form(
              "/password",
              Map.of(
                  "current",
                  person.password(),
                  "password",
                  "a longer one",
                  "again",
                  "a longer one"));
    }
    if (route.consumes().stream().anyMatch(c -> c.contains("multipart"))) {
      return api.multipart(sample.path(route).split("\\?")[0], Map.of(), "hours.csv", FILE);
    }
    Map<String, Object> body = new HashMap<>(sample.body(settable(route)));
    if (route.path().equals("/import/preview")) {
      body.put("upload", sample.uploaded());
    }
    return Walk.send(api, route, path(route, sample).split("\\?")[0], body);
  }

  /** Whether the write finds nothing to do where another has been before. */
  private static boolean needsItsOwn(Route route) {
    return route.verb().equals("DELETE")
        || route.path().matches(".*(import|jobs|timesheet-entries|edit).*");
  }

  /** What a patch is to change: all that PUT would. */
  private static Route settable(Route route) {
    return Walk.writes()
        .filter(r -> r.path().equals(route.path()) && r.verb().equals("PUT"))
        .findFirst()
        .filter(r -> route.verb().equals("PATCH"))
        .orElse(route);
  }

  /** Something that nothing else refers to, where it is to be deleted. */
  private String path(Route route, Sample sample) {
    if (route.verb().equals("DELETE") && route.path().equals("/api/v1/clients/{id}")) {
      return "/api/v1/clients/" + given.createClient();
    }
    return route.verb().equals("DELETE") && route.path().equals("/api/v1/users/{id}")
        ? "/api/v1/users/" + given.createUser("Staff").id()
        : sample.path(route);
  }

  @Test
  void changeTellsWhoFromWhereAndOnlyWhatChanged() {
    long client = given.createClient(Map.of("defaultHourlyRate", 85.5));
    JsonNode before = plinth.api().get("/api/v1/clients/" + client).json();
    String id = Given.unique("change");
    request(id)
        .patch("/api/v1/clients/" + client, Map.of("legalName", "Ünï & <b>", "source", "a friend"))
        .expect(200);
    JsonNode event = events(id).get(0);
    assertThat(events(id)).hasSize(1);
    assertThat(event.path("action").asText()).isEqualTo("clients:update");
    assertThat(event.path("targetType").asText()).isEqualTo("clients");
    assertThat(event.path("targetId").asLong()).isEqualTo(client);
    assertThat(event.path("outcome").asText()).isEqualTo("SUCCESS");
    assertThat(event.path("address").asText()).isIn("127.0.0.1", "0:0:0:0:0:0:0:1");
    assertThat(event.path("userName").asText()).isEqualTo("Administrator");
    assertThat(event.path("keyId").asLong()).isPositive();
    assertThat(event.path("before").toString())
        .isEqualTo("{\"source\":null,\"legalName\":" + before.path("legalName") + "}");
    assertThat(event.path("after").path("legalName").asText()).isEqualTo("Ünï & <b>");
    assertThat(event.path("after")).hasSize(2);
    String gone = Given.unique("gone");
    request(gone).delete("/api/v1/clients/" + client).expect(204);
    JsonNode deleted = events(gone).get(0);
    assertThat(deleted.path("action").asText()).isEqualTo("clients:delete");
    assertThat(deleted.path("after").isNull()).isTrue();
    assertThat(deleted.path("before").path("source").asText()).isEqualTo("a friend");
  }

  @Test
  void whatIsDeletedAlongIsAnEventToo() {
    long client = given.createClient();
    long service = given.createService(client);
    Person person = given.createUser("Viewer");
    String id = Given.unique("along");
    request(id).delete("/api/v1/clients/" + client).expect(204);
    request(id).delete("/api/v1/users/" + person.id()).expect(204);
    assertThat(events(id))
        .extracting(e -> e.path("action").asText())
        .containsExactlyInAnyOrder(
            "services:delete", "clients:delete", "api-keys:delete", "users:delete");
    assertThat(list("requestId=" + id + "&action=services").get(0).path("targetId").asLong())
        .isEqualTo(service);
  }

  @Test
  void writeThatIsRefusedLeavesNoEvent() {
    long client = given.createClient();
    String id = Given.unique("stale");
    request(id)
        .with("If-Match", "\"99.x\"")
        .put("/api/v1/clients/" + client, Map.of("legalName", "X", "status", "ACTIVE"))
        .expect(412);
    request(id).post("/api/v1/clients", Map.of("legalName", "")).expect(400);
    assertThat(stored(id)).isZero();
  }

  @Test
  void eventThatCannotBeStoredUndoesTheWrite() {
    String id = Given.unique("planted");
    String name = Given.unique("Client");
    given.update(
        "alter table audit_events add constraint planted check (request_id <> '"
            + id
            + "') not valid");
    try {
      assertProblem(
          request(id).post("/api/v1/clients", Map.of("legalName", name, "status", "ACTIVE")), 500);
    } finally {
      given.update("alter table audit_events drop constraint planted");
    }
    assertThat(given.select("select id from clients where legal_name = ?", name)).isEmpty();
  }

  @Test
  void secretsAreNeverInIt() {
    Person person = given.createUser("Staff");
    String password = "hush-hush-" + Given.unique("password");
    String id = Given.unique("secret");
    request(id)
        .put(
            "/api/v1/users/" + person.id(),
            Map.of(
                "username",
                person.username(),
                "displayName",
                "Ms",
                "role",
                "Staff",
                "password",
                password))
        .expect(200);
    String key =
        request(id)
            .post("/api/v1/api-keys", Map.of("name", "k"))
            .expect(201)
            .json()
            .path("key")
            .asText();
    Api session = plinth.anonymous().with("X-Request-ID", id).signIn(person.username(), password);
    session
        .withCsrf()
        .form(
            "/password",
            Map.of("current", password, "password", password + "2", "again", password + "2"))
        .expect(303);
    String all = events(id).toString();
    assertThat(all)
        .contains("\"passwordHash\":\"***\"", "\"keyHash\":\"***\"")
        .doesNotContain(password, key, "$argon2", "pbkdf2", "plinth_session");
    assertThat(
            given.select(
                """
                select 1 from audit_events e, users u
                where position(u.password_hash in concat(e.before, e.after)) > 0
                """))
        .isEmpty();
  }

  @Test
  void signInsAndSignOutsAreEvents() {
    Person person = given.createUser("Viewer");
    String good = Given.unique("sign-in");
    Api session =
        plinth.anonymous().with("X-Request-ID", good).signIn(person.username(), person.password());
    session.withCsrf().form("/logout", Map.of("a", "b")).expect(303);
    String wrong = Given.unique("wrong");
    plinth.anonymous().with("X-Request-ID", wrong).trySignIn(person.username(), "not this one", "");
    assertThat(await("requestId=" + wrong)).hasSize(1);
    JsonNode failure = list("requestId=" + wrong).get(0);
    assertThat(failure.path("outcome").asText()).isEqualTo("FAILURE");
    assertThat(failure.path("userName").asText()).isEqualTo(person.username());
    assertThat(failure.path("userId").isNull()).isTrue();
    Map<String, JsonNode> events =
        events(good).stream().collect(Collectors.toMap(e -> e.path("action").asText(), e -> e));
    assertThat(events.keySet()).containsExactlyInAnyOrder("sessions:create", "sessions:delete");
    assertThat(events.values()).allMatch(e -> e.path("userId").asLong() == person.id());
    assertThat(events.values()).allMatch(e -> e.path("outcome").asText().equals("SUCCESS"));
  }

  @Test
  void refusalsAndExportsAreEvents() {
    Person staff = given.createUser("Staff");
    String id = Given.unique("refused");
    long client = given.createClient();
    String path = "/api/v1/clients/" + client + "?fields=id&code=hush&hush-hush&state=a=hush";
    staff.api().with("X-Request-ID", id).delete(path).expect(403);
    JsonNode refused = events(id).get(0);
    assertThat(refused.path("action").asText()).isEqualTo("clients:delete");
    assertThat(refused.path("outcome").asText()).isEqualTo("REFUSED");
    assertThat(refused.path("targetId").asLong()).isEqualTo(client);
    assertThat(refused.path("userId").asLong()).isEqualTo(staff.id());
    assertThat(refused.toString()).contains("&code=***&***&state=***").doesNotContain("hush");
    String export = Given.unique("export");
    request(export).get("/clients.csv?q=a").expect(200);
    request(export).with("Accept", "text/csv").get("/api/v1/users").expect(200);
    List<JsonNode> exported = events(export);
    assertThat(exported)
        .extracting(e -> e.path("action").asText())
        .containsExactlyInAnyOrder("clients:export", "users:export");
    assertThat(exported.toString()).contains("\"query\":\"q=a\"");
    String read = Given.unique("read");
    request(read).get("/api/v1/clients").expect(200);
    LockSupport.parkNanos(Duration.ofSeconds(6).toNanos());
    assertThat(stored(read)).isZero();
  }

  @Test
  void importIsTwoEventsWhateverItsRows() {
    String rows = "date,client,hours\n" + "2026-01-05,Acme,1.5\n".repeat(300);
    String id = Given.unique("import");
    long imported =
        request(id)
            .multipart(
                "/api/v1/imports", Map.of(), "hours.csv", rows.getBytes(StandardCharsets.UTF_8))
            .expect(202)
            .id();
    assertThat(events(id))
        .extracting(e -> e.path("action").asText())
        .containsExactlyInAnyOrder("imports:create", "imports:run");
    JsonNode ended = await("action=imports:end&targetId=" + imported);
    assertThat(ended).hasSize(1);
    assertThat(ended.get(0).path("userName").asText()).isEqualTo("Administrator");
    assertThat(ended.get(0).path("after").path("created").asLong()).isPositive();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Manager", "Staff", "Viewer"})
  void nobodyButAdministratorsSeesIt(String role) {
    Person person = given.createUser(role);
    assertProblem(person.api().get("/api/v1/audit-events"), 403);
    assertProblem(person.api().get("/api/v1/audit/verification"), 403);
    assertProblem(person.api().get("/audit"), 403);
    assertProblem(person.api().get("/audit.csv"), 403);
    assertThat(person.api().get("/clients").expect(200).text()).doesNotContain("\"/audit\"");
    assertThat(plinth.api().get("/clients").expect(200).text()).contains("\"/audit\"");
  }

  @Test
  void listIsFilteredSortedPagedAndExported() {
    long client = given.createClient();
    for (int i = 0; i < 3; i++) {
      plinth.api().patch("/api/v1/clients/" + client, Map.of("source", "s" + i)).expect(200);
    }
    String of = "targetType=clients&targetId=" + client;
    assertThat(list(of)).hasSize(4);
    assertThat(list(of).get(0).path("after").path("source").asText()).isEqualTo("s2");
    assertThat(list(of + "&sort=at").get(0).path("action").asText()).isEqualTo("clients:create");
    assertThat(list(of + "&action=clients:update")).hasSize(3);
    assertThat(list(of + "&action=clients")).hasSize(4);
    assertThat(list(of + "&action=users")).isEmpty();
    assertThat(list(of + "&outcome=REFUSED")).isEmpty();
    assertThat(list(of + "&to=2026-01-01")).isEmpty();
    assertThat(list(of + "&from=2026-01-01")).hasSize(4);
    assertThat(list(of + "&fields=id,action").get(0)).hasSize(2);
    long id = list(of).get(1).path("id").asLong();
    assertThat(list("id=" + id)).hasSize(1);
    Answer first = plinth.api().get("/api/v1/audit-events?size=3&" + of).expect(200);
    assertThat(first.statements()).isLessThanOrEqualTo(3);
    String next = first.json().path("page").path("next").asText();
    assertThat(list("size=3&" + of + "&after=" + next)).hasSize(1);
    assertProblem(plinth.api().get("/api/v1/audit-events?sort=action"), 400);
    assertProblem(plinth.api().get("/api/v1/audit-events?outcome=MAYBE"), 400);
    Answer csv =
        plinth.api().with("Accept", "text/csv").get("/api/v1/audit-events?" + of).expect(200);
    assertThat(csv.text().lines()).hasSize(5);
    assertThat(csv.text()).contains("\"\"source\"\":\"\"s2\"\"");
  }

  @Test
  void pageShowsWhatChangedAndEscapesIt() {
    long client = given.createClient(Map.of("source", "<i>old</i>"));
    plinth.api().patch("/api/v1/clients/" + client, Map.of("source", "<b>new</b>")).expect(200);
    Answer page =
        plinth
            .api()
            .with("Accept", "text/html")
            .get("/audit?targetType=clients&targetId=" + client);
    assertThat(page.expect(200).text())
        .contains(
            "clients:update",
            "&lt;i&gt;old&lt;/i&gt;",
            "&lt;b&gt;new&lt;/b&gt;",
            "2</strong> events")
        .doesNotContain("<b>new");
    assertThat(page.statements()).isLessThanOrEqualTo(4);
    assertThat(plinth.api().get("/audit?action=nothing:at-all").expect(200).text())
        .contains("No event matches");
  }

  @Test
  void trailIsVerified() {
    given.createClient();
    JsonNode found = plinth.api().get("/api/v1/audit/verification").expect(200).json();
    assertThat(found.path("finding").isNull()).as("%s", found).isTrue();
    assertThat(found.path("intact").asBoolean()).isTrue();
    assertThat(found.path("events").asLong()).isPositive();
    String end = found.path("end").asText();
    long client = given.createClient();
    JsonNode later = plinth.api().get("/api/v1/audit/verification?since=" + end).expect(200).json();
    assertThat(later.path("intact").asBoolean()).as("%s", later).isTrue();
    assertProblem(plinth.api().get("/api/v1/audit/verification?since=yesterday"), 400);
    long deadline = System.nanoTime() + Duration.ofSeconds(12).toNanos();
    while (given
        .select(
            """
            select 1 from audit_chain c join audit_events e on e.id = c.event_id
            where e.target_type = 'clients' and e.target_id = ?
            """,
            client)
        .isEmpty()) {
      assertThat(System.nanoTime()).as("chained in time").isLessThan(deadline);
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
    }
  }
}
