package io.plinth.platform.idempotency;

import static io.plinth.fixture.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import io.plinth.fixture.Answer;
import io.plinth.fixture.Api;
import io.plinth.fixture.Given;
import io.plinth.fixture.Person;
import io.plinth.fixture.Plinth;
import io.plinth.fixture.Sample;
import io.plinth.fixture.Walk;
import io.plinth.platform.http.Route;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.msgpack.jackson.dataformat.MessagePackFactory;

/** The same request with the same key is carried out once. */
class IdempotencyIT {
  private static final String CLIENTS = "/api/v1/clients";
  private static final String REPLAYED = "Idempotency-Replayed";
  private static final byte[] FILE =
      "date,client,hours\n2026-01-05,Acme,1.5\n".getBytes(StandardCharsets.UTF_8);
  private final Plinth plinth = Plinth.shared();
  private final Given given = plinth.given();

  private Api with(String key) {
    return plinth.api().with("Idempotency-Key", key);
  }

  private static Map<String, Object> client(String name) {
    return Map.of("legalName", name, "status", "ACTIVE", "defaultHourlyRate", 85.5);
  }

  private long clients(String name) {
    return Long.parseLong(
        given.select("select count(*) from clients where legal_name = ?", name).get(0));
  }

  @Test
  void requestSentAgainGetsTheFirstAnswerAndDoesNothing() {
    String key = Given.unique("key");
    String name = Given.unique("Again");
    Answer first = with(key).post(CLIENTS, client(name)).expect(201);
    assertThat(first.header(REPLAYED)).isNull();
    assertThat(first.statements()).isLessThanOrEqualTo(8);
    given.update("update clients set legal_name = legal_name || ' now' where id = ?", first.id());
    Answer again = with(key).post(CLIENTS, client(name)).expect(201);
    assertThat(again.header(REPLAYED)).isEqualTo("true");
    assertThat(again.bytes()).isEqualTo(first.bytes());
    assertThat(again.header("Location")).isEqualTo(first.header("Location")).isNotNull();
    assertThat(again.etag()).isEqualTo(first.etag()).isNotNull();
    assertThat(again.mediaType()).isEqualTo("application/json");
    assertThat(again.statements()).isEqualTo(1);
    assertThat(clients(name)).isZero();
    assertThat(clients(name + " now")).isEqualTo(1);
  }

  @Test
  void withoutAKeyEachIsCarriedOut() {
    String name = Given.unique("Twice");
    plinth.api().post(CLIENTS, client(name)).expect(201);
    plinth.api().post(CLIENTS, client(name)).expect(201);
    assertThat(clients(name)).isEqualTo(2);
  }

  @Test
  void keyOfAnotherRequestIsRefused() {
    String key = Given.unique("key");
    String name = Given.unique("Other");
    with(key).post(CLIENTS, client(name)).expect(201);
    Answer body = with(key).post(CLIENTS, client(name + "!"));
    assertProblem(body, 422);
    assertThat(body.json().path("type").asText()).endsWith("key-reused");
    assertProblem(with(key).post("/api/v1/users", client(name)), 422);
    assertThat(clients(name + "!")).isZero();
  }

  @Test
  void keyIsThePrincipalsOwn() {
    String key = Given.unique("key");
    String name = Given.unique("Whose");
    long first = with(key).post(CLIENTS, client(name)).expect(201).id();
    Person other = given.createUser("Manager");
    Answer theirs = other.api().with("Idempotency-Key", key).post(CLIENTS, client(name));
    assertThat(theirs.expect(201).id()).isNotEqualTo(first);
    String second = given.createKey(other.id(), null);
    Answer byOtherKey =
        plinth.anonymous().bearer(second).with("Idempotency-Key", key).post(CLIENTS, client(name));
    assertThat(byOtherKey.expect(201).header(REPLAYED)).isNull();
    assertThat(clients(name)).isEqualTo(3);
  }

  @Test
  void whoMayLessNowDoesNotSeeTheBodyAgain() {
    List<String> all = List.of("clients:read", "clients:write", "revenue:read");
    Map<String, Object> role = Map.of("name", Given.unique("Role"), "permissions", all);
    String path = plinth.api().post("/api/v1/roles", role).expect(201).header("Location");
    Api person =
        given
            .createUser((String) role.get("name"))
            .api()
            .with("Idempotency-Key", Given.unique("k"));
    Map<String, Object> body = client(Given.unique("Less"));
    Answer first = person.post(CLIENTS, body).expect(201);
    plinth.api().patch(path, Map.of("permissions", all.subList(0, 2))).expect(200);
    Answer again = person.post(CLIENTS, body).expect(201);
    assertThat(again.bytes()).isEmpty();
    assertThat(again.header("Location")).isEqualTo(first.header("Location"));
    plinth.api().patch(path, Map.of("permissions", all.subList(0, 1))).expect(200);
    assertProblem(person.post(CLIENTS, body), 403);
  }

  @Test
  void twentyAtOnceAreCarriedOutOnce() throws Exception {
    String key = Given.unique("key");
    String name = Given.unique("Together");
    CountDownLatch start = new CountDownLatch(1);
    ExecutorService threads = Executors.newFixedThreadPool(20);
    List<Future<Answer>> answers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      answers.add(
          threads.submit(
              () -> {
                start.await();
                return with(key).post(CLIENTS, client(name));
              }));
    }
    start.countDown();
    for (Future<Answer> future : answers) {
      Answer answer = future.get();
      assertThat(answer.status()).as("%s", answer).isIn(201, 409);
      if (answer.status() == 409) {
        assertThat(answer.header("Retry-After")).isEqualTo("1");
        assertThat(answer.json().path("type").asText()).endsWith("in-progress");
      }
    }
    threads.shutdown();
    assertThat(clients(name)).isEqualTo(1);
    assertThat(with(key).post(CLIENTS, client(name)).expect(201).header(REPLAYED))
        .isEqualTo("true");
    assertThat(clients(name)).isEqualTo(1);
  }

  @Test
  void failureIsNotKept() {
    String key = Given.unique("key");
    String name = Given.unique("Failed");
    assertProblem(with(key).post(CLIENTS, Map.of("legalName", name, "status", "NONE")), 400);
    assertProblem(with(key).post(CLIENTS, "{"), 400);
    given.update(
        "create function fail_%1$s() returns trigger language plpgsql as".formatted("idempotency")
            + " $$ begin if new.legal_name = '"
            + name
            + "' then raise exception 'planted'; end if; return new; end $$");
    given.update(
        "create trigger fail before insert on clients for each row execute function"
            + " fail_idempotency()");
    try {
      assertProblem(with(key).post(CLIENTS, client(name)), 500);
    } finally {
      given.update("drop trigger fail on clients");
      given.update("drop function fail_idempotency()");
    }
    assertThat(clients(name)).isZero();
    Answer done = with(key).post(CLIENTS, client(name)).expect(201);
    assertThat(done.header(REPLAYED)).isNull();
    assertThat(clients(name)).isEqualTo(1);
  }

  /** The answer and the write are one: where the answer cannot be kept, nothing is written. */
  @Test
  void writeWhoseAnswerCannotBeKeptIsNotMade() {
    String key = Given.unique("key");
    String name = Given.unique("Unkept");
    given.update(
        "alter table idempotency_keys add constraint planted check (status <> 201) not valid");
    try {
      assertThat(with(key).post(CLIENTS, client(name)).status()).isGreaterThanOrEqualTo(500);
    } finally {
      given.update("alter table idempotency_keys drop constraint planted");
    }
    assertThat(clients(name)).isZero();
    with(key).post(CLIENTS, client(name)).expect(201);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "LONG"})
  void keyThatIsNoneIsRefused(String key) {
    String name = Given.unique("Bad");
    Answer answer = with(key.equals("LONG") ? "k".repeat(256) : key).post(CLIENTS, client(name));
    assertProblem(answer, 400);
    assertThat(answer.json().at("/errors/0/parameter").asText()).isEqualTo("Idempotency-Key");
    assertThat(clients(name)).isZero();
  }

  @Test
  void longestKeyIsTakenAndOthersThanPostsDoNotLookAtIt() {
    String key = ("~" + Given.unique("k") + "!").repeat(60).substring(0, 255);
    with(key).post(CLIENTS, client(Given.unique("Long"))).expect(201);
    with(key).get(CLIENTS).expect(200);
    with("a b").get(CLIENTS).expect(200);
  }

  @Test
  void nobodyIsToldAnythingBeforeTheyAreKnownAndPermitted() {
    assertProblem(plinth.anonymous().with("Idempotency-Key", "k").post(CLIENTS, "{}"), 401);
    Api staff = given.createUser("Staff").api();
    assertProblem(staff.with("Idempotency-Key", "k").post(CLIENTS, client("x")), 403);
    assertProblem(with("k").post("/api/v1/nowhere", "{}"), 404);
  }

  @Test
  void answerThatHasExpiredIsForgotten() {
    String key = Given.unique("key");
    String name = Given.unique("Expired");
    long first = with(key).post(CLIENTS, client(name)).expect(201).id();
    int aged =
        given.update(
            "update idempotency_keys set created_at = created_at - interval '24 hours 1 second'"
                + " where location = ?",
            CLIENTS + "/" + first);
    assertThat(aged).isEqualTo(1);
    long second = with(key).post(CLIENTS, client(name)).expect(201).id();
    assertThat(second).isNotEqualTo(first);
    assertThat(with(key).post(CLIENTS, client(name)).expect(201).id()).isEqualTo(second);
  }

  @Test
  void secretIsShownOnceAndNotKept() {
    String key = Given.unique("key");
    Map<String, Object> body = Map.of("name", Given.unique("Secret"));
    Answer first = with(key).post("/api/v1/api-keys", body).expect(201);
    String secret = first.json().path("key").asText();
    assertThat(secret).startsWith("plinth_");
    Answer again = with(key).post("/api/v1/api-keys", body).expect(201);
    assertThat(again.id()).isEqualTo(first.id());
    assertThat(again.json().has("key")).isFalse();
    assertThat(again.json().path("prefix")).isEqualTo(first.json().path("prefix"));
    assertThat(
            given.select(
                "select count(*) from idempotency_keys k where cast(k as text) like ?",
                "%" + secret + "%"))
        .containsExactly("0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/msgpack", "application/cbor"})
  void answerIsGivenAgainInTheFormThatIsAccepted(String form) {
    String key = Given.unique("key");
    Map<String, Object> body = client(Given.unique("Form"));
    Answer first = with(key).with("Accept", form).post(CLIENTS, body).expect(201);
    Answer again = with(key).with("Accept", form).post(CLIENTS, body).expect(201);
    assertThat(again.mediaType()).isEqualTo(form);
    assertThat(names(again, form)).isEqualTo(names(first, form)).hasSizeGreaterThan(10);
    assertThat(again.header(REPLAYED)).isEqualTo("true");
    Answer json = with(key).post(CLIENTS, body).expect(201);
    assertThat(json.mediaType()).isEqualTo("application/json");
    assertThat(json.json().path("legalName").asText()).isEqualTo(body.get("legalName"));
  }

  /** Names and texts: whole numbers may be written in two ways. */
  private static List<String> names(Answer answer, String form) {
    ObjectMapper mapper =
        new ObjectMapper(form.endsWith("cbor") ? new CBORFactory() : new MessagePackFactory());
    try {
      List<String> names = new ArrayList<>();
      mapper
          .readTree(answer.bytes())
          .properties()
          .forEach(p -> names.add(p.getKey() + (p.getValue().isTextual() ? p.getValue() : "")));
      return names;
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void uploadIsCarriedOutOnceWhateverItsBoundary() {
    Api api = with(Given.unique("key"));
    long first = upload(api, "one", FILE).expect(202).id();
    Answer again = upload(api, "another boundary", FILE).expect(202);
    assertThat(again.id()).isEqualTo(first);
    assertThat(again.header(REPLAYED)).isEqualTo("true");
    assertProblem(upload(api, "one", "date,client,hours\n".getBytes(StandardCharsets.UTF_8)), 422);
    // Beyond what is kept in memory.
    byte[] large = "2026-01-05,Acme,1.5\n".repeat(120_000).getBytes(StandardCharsets.UTF_8);
    Api other = with(Given.unique("key"));
    long big = upload(other, "big", large).expect(202).id();
    assertThat(upload(other, "bigger", large).expect(202).id()).isEqualTo(big);
    assertThat(
            given.select(
                "select sum(length(bytes)) from import_chunks where import_id in (?)"
                    + " union all select file_size from imports where id = ?",
                big,
                big))
        .contains(String.valueOf(large.length));
  }

  private static Answer upload(Api api, String boundary, byte[] file) {
    String head =
        "--%s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f.csv\"\r\n\r\n"
            .formatted(boundary);
    java.io.ByteArrayOutputStream body = new java.io.ByteArrayOutputStream();
    body.writeBytes(head.getBytes(StandardCharsets.UTF_8));
    body.writeBytes(file);
    body.writeBytes(("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8));
    return api.send(
        "POST",
        "/api/v1/imports",
        "multipart/form-data; boundary=\"" + boundary + "\"",
        BodyPublishers.ofByteArray(body.toByteArray()));
  }

  /** Whatever posts there will be: carried out once, within eight statements, given again. */
  @Test
  void everyPostIsCarriedOutOnce() {
    Sample sample = Sample.create(plinth);
    SoftAssertions all = new SoftAssertions();
    Set<String> succeeded = new java.util.TreeSet<>();
    Walk.writes()
        .filter(r -> r.isApi() && r.verb().equals("POST"))
        .forEach(
            route -> {
              Api api = with(Given.unique("walk"));
              Map<String, Object> body = new HashMap<>(sample.body(route));
              Answer first = send(api, route, sample, body);
              Answer again = send(api, route, sample, body);
              all.assertThat(again.status()).as("%s", again).isEqualTo(first.status());
              if (first.status() < 400) {
                succeeded.add(route.path());
                all.assertThat(first.statements()).as("%s", first).isLessThanOrEqualTo(8);
                all.assertThat(again.header(REPLAYED)).as("%s", again).isEqualTo("true");
                all.assertThat(again.id()).as("%s", again).isEqualTo(first.id());
              }
            });
    all.assertThat(succeeded).hasSizeGreaterThanOrEqualTo(6);
    all.assertAll();
  }

  private static Answer send(Api api, Route route, Sample sample, Map<String, Object> body) {
    return route.consumes().stream().anyMatch(c -> c.contains("multipart"))
        ? api.multipart(sample.path(route), Map.of(), "hours.csv", FILE)
        : Walk.send(api, route, sample.path(route), body);
  }
}
