package io.plinth.platform.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.plinth.fixture.Answer;
import io.plinth.fixture.Api;
import io.plinth.fixture.Given;
import io.plinth.fixture.Person;
import io.plinth.fixture.Plinth;
import io.plinth.run.EmbeddedDatabase;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Two real nodes on one database: what is done at one, and what is seen at the other. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class NodesIT {
  private static final String DATABASE = "nodes";
  private static final Duration LONG = Duration.ofMinutes(2);

  /** Whatever breaks. */
  private static final Duration STALE_AT_MOST = Duration.ofSeconds(5);

  /** While nothing is broken. */
  private static final Duration SOON = Duration.ofSeconds(1);

  private static final int ROWS = 30_000;
  private static final String SLOW =
      """
      create or replace function slow() returns trigger language plpgsql as
      $$ begin
        perform pg_sleep(%d);
        while exists (select 1 from held) loop perform pg_sleep(0.2); end loop;
        return new;
      end $$
      """;
  private static final String LINES =
      "select pid from pg_stat_activity"
          + " where application_name = 'plinth node' and datname = current_database()";
  private static TwoNodes nodes;

  /** Somebody who never writes: what is kept is good enough for them. */
  private static Person watcher;

  @BeforeAll
  static void start() {
    nodes =
        new TwoNodes(
            EmbeddedDatabase.shared().create(DATABASE),
            Map.of(
                "PLINTH_RATE_LIMIT_LOCKOUT_FAILURES",
                "3",
                "PLINTH_RATE_LIMIT_BURST",
                "1000000",
                "PLINTH_SHUTDOWN_DRAIN",
                "2s",
                "PLINTH_DB_ACQUISITION_TIMEOUT",
                "3s"));
    // At once: both find an empty database.
    nodes.start(0);
    nodes.start(1);
    nodes.get(0).awaitReady();
    nodes.get(1).awaitReady();
    watcher = nodes.get(0).given().createUser("Manager");
  }

  @AfterAll
  static void stop() {
    nodes.close();
    EmbeddedDatabase.shared().drop(DATABASE);
  }

  @BeforeEach
  void awaitTrust() {
    await("answers are kept", () -> isKept(0) && isKept(1));
  }

  private static void await(String what, BooleanSupplier wanted) {
    await(what, LONG, wanted);
  }

  private static void await(String what, Duration atMost, BooleanSupplier wanted) {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (!wanted.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(deadline);
      LockSupport.parkNanos(20_000_000L);
    }
  }

  private static Api watching(int node) {
    return Plinth.at(nodes.get(node).baseUri()).bearer(watcher.key());
  }

  /** Whether a node gives out what it keeps. */
  private static boolean isKept(int node) {
    return isKept(watching(node), "/api/v1/clients?size=1");
  }

  private static boolean isKept(Api api, String path) {
    return api.get(path).status() == 200 && api.get(path).expect(200).statements() == 0;
  }

  private static String listed(Api api, long client) {
    JsonNode list = api.get("/api/v1/clients?id=" + client).expect(200).json();
    return list.at("/items/0/legalName").asText();
  }

  private static String single(Api api, long client) {
    return api.get("/api/v1/clients/" + client).expect(200).json().path("legalName").asText();
  }

  private static String rename(Api api, long client) {
    String name = Given.unique("Renamed");
    api.patch("/api/v1/clients/" + client, Map.of("legalName", name)).expect(200);
    return name;
  }

  @Test
  void twoThatStartTogetherMigrateOnceAndFindEachOther() {
    Given given = nodes.get(0).given();
    assertThat(
            given.select(
                "select count(*) - count(distinct version) from flyway_schema_history"
                    + " where version is not null"))
        .containsExactly("0");
    assertThat(given.select("select 1 from flyway_schema_history where not success")).isEmpty();
    assertThat(given.select("select username from users")).containsOnlyOnce("admin");
    for (int node = 0; node < 2; node++) {
      JsonNode seen = nodes.get(node).api().get("/api/v1/operations").expect(200).json();
      assertThat(seen.path("nodes").findValuesAsText("name")).contains("node 0", "node 1");
      assertThat(seen.path("nodes").findValuesAsText("version")).doesNotContain("unknown", "");
    }
  }

  @Test
  void writeIsSeenByItsWriterAtOnceAtTheOtherNode() {
    long client = nodes.get(0).given().createClient();
    for (int round = 0; round < 60; round++) {
      Api writing = nodes.get(round % 2).api();
      Api reading = nodes.get(1 - round % 2).api();
      String name = rename(writing, client);
      assertThat(listed(reading, client)).as("list in round %d", round).isEqualTo(name);
      assertThat(single(reading, client)).as("entity in round %d", round).isEqualTo(name);
    }
  }

  @Test
  void writeIsSeenByOthersSoonAtTheOtherNodeAlthoughItKeepsAnswers() {
    Api reading = watching(1);
    long client = nodes.get(0).given().createClient();
    for (int round = 0; round < 10; round++) {
      await("kept", () -> isKept(reading, "/api/v1/clients?id=" + client));
      String name = rename(nodes.get(0).api(), client);
      await("seen by others", SOON, () -> listed(reading, client).equals(name));
    }
  }

  /** What is written past the nodes is told to nobody: an answer is kept, until it is cleared. */
  @Test
  void withoutAWordTheOtherNodeWouldNotKnowAndACacheIsClearedOnAll() {
    long client = nodes.get(0).given().createClient();
    Api reading = watching(1);
    String before = listed(reading, client);
    nodes.get(0).given().update("update clients set legal_name = 'past' where id = ?", client);
    assertThat(listed(reading, client)).isEqualTo(before);
    nodes.get(0).api().delete("/api/v1/operations/caches/clients").expect(204);
    await("cleared", SOON, () -> listed(reading, client).equals("past"));
  }

  @Test
  void nodesCountRequestsTogether() {
    Person person = nodes.get(0).given().createUser("Viewer");
    long first = remaining(person, 0);
    for (int i = 1; i < 10; i++) {
      assertThat(remaining(person, i % 2)).isEqualTo(first - i);
    }
  }

  private static long remaining(Person person, int node) {
    Api api = Plinth.at(nodes.get(node).baseUri()).bearer(person.key());
    String header = api.get("/api/v1/me").expect(200).header("RateLimit");
    return Long.parseLong(header.replaceAll("\"default\";r=(\\d+);.*", "$1"));
  }

  @Test
  void passwordsAreNotGuessedAtOneNodeAfterTheOther() {
    Person person = nodes.get(0).given().createUser("Viewer");
    assertThat(signIn(0, person, "wrong").status()).isNotEqualTo(429);
    assertThat(signIn(0, person, "wrong").status()).isNotEqualTo(429);
    assertThat(signIn(0, person, "wrong").status()).isNotEqualTo(429);
    await("locked at the other", () -> signIn(1, person, person.password()).status() == 429);
  }

  private static Answer signIn(int node, Person person, String password) {
    return nodes.get(node).anonymous().trySignIn(person.username(), password, "");
  }

  @Test
  void sessionGoesOnAtTheOtherNodeAndEndsAtBoth() {
    Person person = nodes.get(0).given().createUser("Staff");
    Answer signedIn = signIn(0, person, person.password()).expect(303);
    String cookie = "plinth_session=" + signedIn.cookie("plinth_session").orElseThrow();
    Api here = nodes.get(0).anonymous().cookie(cookie);
    Api there = nodes.get(1).anonymous().cookie(cookie);
    assertThat(there.get("/api/v1/me").expect(200).json().path("username").asText())
        .isEqualTo(person.username());
    String csrf = Api.csrf(there.get("/password").expect(200));
    there.form("/logout", Map.of("csrf", csrf)).expect(303);
    await("signed out", SOON, () -> here.get("/api/v1/me").status() == 401);
  }

  @Test
  void lineThatIsCutCostsNoFreshness() {
    long client = nodes.get(0).given().createClient();
    Api reading = watching(1);
    for (int round = 0; round < 3; round++) {
      listed(reading, client);
      await("both hold a line", () -> nodes.get(0).given().select(LINES).size() == 2);
      nodes.get(0).given().select("select pg_terminate_backend(pid) from (" + LINES + ") lines");
      String name = rename(nodes.get(0).api(), client);
      await("seen by others", STALE_AT_MOST, () -> listed(reading, client).equals(name));
    }
    await("kept again", () -> isKept(1));
  }

  @Test
  void partitionOfTheGridMakesNothingStaleAndHeals() {
    long client = nodes.get(0).given().createClient();
    Api[] apis = {nodes.get(0).api(), nodes.get(1).api()};
    listed(apis[1], client);
    nodes.partition();
    try {
      for (int round = 0; round < 8; round++) {
        String name = rename(apis[round % 2], client);
        assertThat(listed(apis[1 - round % 2], client)).as("round %d", round).isEqualTo(name);
      }
      for (Api api : apis) {
        await("nothing kept is given out", () -> isDoubted(api));
      }
      Person person = nodes.get(0).given().createUser("Viewer");
      remaining(person, 0);
      remaining(person, 1);
      for (int round = 0; round < 20; round++) {
        String name = rename(apis[round % 2], client);
        assertThat(listed(apis[1 - round % 2], client)).as("round %d", round).isEqualTo(name);
        assertThat(isKept(round % 2)).isFalse();
      }
    } finally {
      nodes.heal();
    }
    await("one grid again", () -> !isDoubted(apis[0]) && !isDoubted(apis[1]));
    await("kept again", () -> isKept(0) && isKept(1));
  }

  /** Its way to the database is cut, and nothing else: the other one goes on writing. */
  @Test
  void nodeThatAloneIsCutOffGivesOutNothingThatItKeepsAndIsNotReady() {
    long client = nodes.get(0).given().createClient();
    Api reading = watching(0);
    String path = "/api/v1/clients?id=" + client;
    await("kept", () -> isKept(reading, path));
    nodes.cutOff(0);
    try {
      String name = rename(nodes.get(1).api(), client);
      long stale = System.nanoTime() + STALE_AT_MOST.toNanos();
      await("not ready", () -> readiness(0).status() == 503);
      await("nothing kept is given out", () -> reading.get(path).status() == 503);
      LockSupport.parkNanos(stale - System.nanoTime());
      reading.get(path).expect(503);
      assertThat(readiness(0).status()).isEqualTo(503);
      assertThat(listed(watching(1), client)).isEqualTo(name);
      readiness(1).expect(200);
    } finally {
      nodes.connect(0);
    }
    await("ready", () -> readiness(0).status() == 200);
  }

  private static Answer readiness(int node) {
    return nodes.get(node).anonymous().get("/health/ready");
  }

  /** Nobody can write then. */
  @Test
  void whileTheDatabaseIsAwayForBothBothGiveOutWhatTheyKeep() {
    long client = nodes.get(0).given().createClient();
    String name = rename(nodes.get(0).api(), client);
    String path = "/api/v1/clients?id=" + client;
    await("kept at both", () -> isKept(watching(0), path) && isKept(watching(1), path));
    nodes.cutOff(0);
    nodes.cutOff(1);
    try {
      LockSupport.parkNanos(STALE_AT_MOST.toNanos());
      for (int node = 0; node < 2; node++) {
        Answer kept = awaitOk(watching(node), path);
        assertThat(kept.json().at("/items/0/legalName").asText()).isEqualTo(name);
        assertThat(Integer.parseInt(kept.header("Age"))).isGreaterThanOrEqualTo(4);
        Answer ready = awaitOk(nodes.get(node).anonymous(), "/health/ready");
        assertThat(ready.text()).contains("degraded");
      }
      Map<String, String> change = Map.of("legalName", "Lost");
      nodes.get(0).api().patch("/api/v1/clients/" + client, change).expect(503);
    } finally {
      nodes.connect(0);
      nodes.connect(1);
    }
    Answer after = awaitOk(nodes.get(0).api(), "/api/v1/clients/" + client);
    assertThat(after.json().path("legalName").asText()).isEqualTo(name);
  }

  private static Answer awaitOk(Api api, String path) {
    AtomicReference<Answer> last = new AtomicReference<>();
    await(
        "200 of " + path,
        () -> {
          last.set(api.get(path));
          return last.get().status() == 200;
        });
    return last.get();
  }

  private static boolean isDoubted(Api api) {
    return api.get("/metrics").expect(200).text().contains("cluster_doubt 1.0");
  }

  /** The last, for it leaves one node alone. */
  @Test
  @Order(Integer.MAX_VALUE)
  void nodesAreReplacedUnderLoadAndOneIsKilledInAJobAndNothingIsLost() throws Exception {
    List<String> failures = Collections.synchronizedList(new ArrayList<>());
    AtomicInteger answered = new AtomicInteger();
    AtomicBoolean done = new AtomicBoolean();
    List<Thread> people = new ArrayList<>();
    long job;
    try (Balancer balancer =
        new Balancer(() -> List.of(nodes.get(0).baseUri(), nodes.get(1).baseUri()))) {
      for (int i = 0; i < 3; i++) {
        people.add(startThread(() -> workUntil(done, balancer.uri(), failures, answered)));
      }
      stopUnderLoad(0, answered);
      nodes.start(0).awaitReady();
      stopUnderLoad(1, answered);
      job = startSlowImport(); // on the only node there is
      nodes.start(1).awaitReady();
      int before = answered.get();
      await("both go on", () -> answered.get() > before + 50);
      done.set(true);
      for (Thread person : people) {
        person.join();
      }
    }
    assertThat(failures).isEmpty();
    killIn(job);
  }

  private static Thread startThread(Runnable work) {
    Thread thread = new Thread(work);
    thread.start();
    return thread;
  }

  private static void stopUnderLoad(int node, AtomicInteger answered) {
    nodes.get(node).handle().destroy(); // SIGTERM
    nodes.get(node).exitStatus();
    int before = answered.get();
    await("the other goes on", () -> answered.get() > before + 20);
  }

  private static void workUntil(
      AtomicBoolean done, URI server, List<String> failures, AtomicInteger answered) {
    Api api = Plinth.at(server).bearer(Plinth.ADMIN_KEY);
    while (!done.get()) {
      try {
        Map<String, String> client = Map.of("legalName", Given.unique("Kept"), "status", "ACTIVE");
        long id = api.post("/api/v1/clients", client).expect(201).id();
        assertThat(listed(api, id)).isEqualTo(client.get("legalName"));
        answered.incrementAndGet();
      } catch (RuntimeException | AssertionError e) {
        failures.add(e.toString());
      }
    }
  }

  private static void killIn(long job) throws InterruptedException {
    assertThat(importStatus(job)).as("long enough to be killed in").isEqualTo("RUNNING");
    List<Long> acknowledged = Collections.synchronizedList(new ArrayList<>());
    List<Thread> writers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      writers.add(startThread(() -> writeUntilKilled(acknowledged)));
    }
    await("some are written", () -> acknowledged.size() > 30);
    nodes.get(0).kill();
    for (Thread writer : writers) {
      writer.join();
    }
    checkThere(acknowledged);
    Given given = nodes.get(1).given();
    given.update(SLOW.formatted(0));
    given.update("delete from held");
    await("the import is done", () -> importStatus(job).equals("COMPLETED"));
    assertThat(
            given.select("select count(*) from timesheet_entries where source_system = 'killed'"))
        .containsExactly(String.valueOf(ROWS));
    await("nobody is missed any more", () -> isKept(1));
  }

  private static void checkThere(List<Long> acknowledged) {
    for (int from = 0; from < acknowledged.size(); from += 100) {
      List<Long> some = acknowledged.subList(from, Math.min(from + 100, acknowledged.size()));
      String ids = String.join(",", some.stream().map(String::valueOf).toList());
      String path = "/api/v1/clients?size=500&id=" + ids;
      JsonNode found = nodes.get(1).api().get(path).expect(200).json();
      assertThat(found.path("items")).hasSameSizeAs(some);
    }
  }

  /** Each of its batches takes two seconds. */
  private static long startSlowImport() {
    Given given = nodes.get(0).given();
    given.update("create table held (n integer)");
    given.update(SLOW.formatted(2));
    given.update(
        "create trigger slow before update of processed_rows on imports"
            + " for each row execute function slow()");
    StringBuilder text = new StringBuilder("date,client,project,user,task,description,minutes\n");
    for (int i = 0; i < ROWS; i++) {
      text.append(LocalDate.of(2022, 1, 1).plusDays(i % 1_000)).append(",Killed client ");
      text.append(i % 150).append(",Service,Killed person ").append(i % 60).append(",Task,row ");
      text.append(i).append(',').append(1 + i % 400).append('\n');
    }
    long id =
        nodes
            .get(0)
            .api()
            .multipart(
                "/api/v1/imports",
                Map.of("mapping", "{\"sourceSystem\":\"killed\"}"),
                "k.csv",
                text.toString().getBytes(StandardCharsets.UTF_8))
            .expect(202)
            .id();
    await("it is under way", () -> processed(id) > 0);
    given.update("insert into held values (1)"); // and stays so
    return id;
  }

  private static long processed(long id) {
    JsonNode found = nodes.get(0).api().get("/api/v1/imports/" + id).expect(200).json();
    return found.path("created").asLong();
  }

  private static String importStatus(long id) {
    Api api = nodes.get(nodes.get(0).handle().isAlive() ? 0 : 1).api();
    return api.get("/api/v1/imports/" + id).expect(200).json().path("status").asText();
  }

  private static void writeUntilKilled(List<Long> acknowledged) {
    Api api = nodes.get(0).api();
    try {
      while (true) {
        Map<String, String> client = Map.of("legalName", Given.unique("Kept"), "status", "ACTIVE");
        acknowledged.add(api.post("/api/v1/clients", client).expect(201).id());
      }
    } catch (UncheckedIOException e) {
      // It has been killed.
    }
  }
}
