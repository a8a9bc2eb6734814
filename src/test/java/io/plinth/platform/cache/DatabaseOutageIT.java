package io.plinth.platform.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.plinth.fixture.Answer;
import io.plinth.fixture.Api;
import io.plinth.fixture.Person;
import io.plinth.fixture.Plinth;
import io.plinth.run.EmbeddedDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PostgreSQL killed and started again under a running Plinth. */
class DatabaseOutageIT {
  private static final long ACQUISITION_MILLIS = 2_000;

  /** Less than a wait for a connection; and one of them, on a busy machine. */
  private static final long NO_WAIT = ACQUISITION_MILLIS - 100;

  private static final long ONE_WAIT = ACQUISITION_MILLIS + 1_500;
  private static final int MOST_AT_ONCE = 16;
  private static final ExecutorService WIDE = Executors.newFixedThreadPool(MOST_AT_ONCE);
  private static final String DASHBOARD = "/api/v1/dashboard";
  @TempDir private static Path folder;
  private static EmbeddedDatabase server;
  private static Plinth plinth;

  @BeforeAll
  static void start() {
    server = EmbeddedDatabase.open(folder.resolve("postgres"));
    plinth =
        Plinth.start(
                "outage",
                server.create("outage"),
                Map.of(
                    "PLINTH_DB_ACQUISITION_TIMEOUT",
                    ACQUISITION_MILLIS + "ms",
                    "PLINTH_CACHE_TTL_DASHBOARD",
                    "5s",
                    "PLINTH_CACHE_TTL_PERMISSIONS",
                    "4s"))
            .awaitReady();
  }

  @AfterAll
  static void stop() {
    if (plinth != null) {
      plinth.close();
    }
    server.close();
    WIDE.shutdownNow();
  }

  @Test
  void keptAnswersGoOnOthersSaySoAndAllIsWellAgainByItself() throws InterruptedException {
    Api api = plinth.api();
    Api page = api.with("Accept", "text/html");
    Api visitor = plinth.anonymous().signIn(Plinth.ADMIN, Plinth.ADMIN_PASSWORD);
    Api session = visitor.with("Accept", "text/html");
    Person person = plinth.given().createUser("Manager");
    api.get(DASHBOARD).expect(200);
    page.get("/?panels=all").expect(200);
    session.get("/?panels=all").expect(200);
    person.api().get(DASHBOARD).expect(200);
    assertThat(page.get("/?panels=all").text()).doesNotContain("cannot be reached");
    int port = server.port();
    String asset = asset(plinth.anonymous().get("/login").expect(200));
    server.crash();
    Thread.sleep(6_000); // what is kept, and who is believed, is over its time

    Answer first = timed(() -> api.get(DASHBOARD), ONE_WAIT).expect(200);
    assertThat(Integer.parseInt(first.header("Age"))).isBetween(5, 50);
    Answer shown = timed(() -> page.get("/?panels=all"), NO_WAIT).expect(200);
    assertThat(shown.text()).contains("The database cannot be reached");
    timed(() -> api.get(DASHBOARD), NO_WAIT).expect(200);
    timed(() -> session.get("/?panels=all"), NO_WAIT).expect(200);
    timed(() -> person.api().get(DASHBOARD), NO_WAIT).expect(200);
    timed(() -> plinth.anonymous().get("/health/live"), NO_WAIT).expect(200);
    assertThat(plinth.anonymous().get("/health/ready").expect(200).text()).contains("degraded");

    Answer other = timed(() -> api.get("/api/v1/users"), ONE_WAIT).expect(503);
    assertThat(other.header("Retry-After")).isNotNull();
    assertThat(other.mediaType()).isEqualTo("application/problem+json");
    Map<String, String> client = Map.of("legalName", "Lost", "status", "ACTIVE");
    timed(() -> api.post("/api/v1/clients", client), ONE_WAIT).expect(503);
    Api stranger = plinth.anonymous().with("Authorization", "Bearer plinth_nobody_knows_this_one");
    timed(() -> stranger.get(DASHBOARD), ONE_WAIT).expect(503);

    nobodyWaitsForWhatNeedsNoDatabase(asset);

    server = EmbeddedDatabase.open(folder.resolve("postgres"), port);
    long back = System.nanoTime();
    List<Integer> seen = new ArrayList<>();
    while (!seen.contains(200)) {
      seen.add(api.get("/api/v1/users").status());
      assertThat(System.nanoTime() - back).isLessThan(Duration.ofSeconds(10).toNanos());
    }
    assertThat(List.of(200, 503)).containsAll(seen);
    assertThat(api.get(DASHBOARD).expect(200).json().path("asOf").isTextual()).isTrue();
    // Some connection of the pool may still be one of before.
    long well = System.nanoTime() + Duration.ofSeconds(5).toNanos();
    int status = api.post("/api/v1/clients", client).status();
    while (status == 503 && System.nanoTime() < well) {
      Thread.sleep(100);
      status = api.post("/api/v1/clients", client).status();
    }
    assertThat(status).isEqualTo(201);
    assertThat(page.get("/?panels=all").text()).doesNotContain("cannot be reached");
    assertLookedUpAgain(person);
  }

  /** Nobody is believed for the sake of an outage that is over. */
  private static void assertLookedUpAgain(Person person) throws InterruptedException {
    plinth.given().update("delete from api_keys where user_id = ?", person.id());
    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (person.api().get("/api/v1/me").status() != 401) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.sleep(100);
    }
  }

  /** Credentials that nobody knows: to look them up takes the wait for a connection. */
  private static void nobodyWaitsForWhatNeedsNoDatabase(String asset) {
    for (Api stranger :
        List.of(
            plinth.anonymous().cookie("plinth_session=unknown"),
            plinth.anonymous().bearer("plinth_nobody_knows_this_one"))) {
      timed(() -> stranger.get("/health/live"), NO_WAIT).expect(200);
      timed(() -> stranger.get("/health"), NO_WAIT);
      timed(() -> stranger.get(asset), NO_WAIT).expect(200);
      timed(() -> stranger.get("/assets/a"), NO_WAIT).expect(404);
    }
    Api stranger = plinth.anonymous().cookie("plinth_session=unknown");
    List<Answer> scrapes =
        Stream.generate(() -> CompletableFuture.supplyAsync(() -> stranger.get("/metrics"), WIDE))
            .limit(MOST_AT_ONCE)
            .toList()
            .stream()
            .map(CompletableFuture::join)
            .toList();
    assertThat(scrapes).allSatisfy(s -> s.expect(503));
    assertThat(scrapes).anySatisfy(s -> assertThat(s.text()).contains("/problems/overloaded"));
    Answer page = stranger.with("Accept", "text/html").get("//evil.example/x").expect(503);
    assertThat(page.text()).contains("Try again").doesNotContain("//evil");
  }

  private static String asset(Answer page) {
    Matcher match = Pattern.compile("/assets/[^\"]+").matcher(page.text());
    assertThat(match.find()).isTrue();
    return match.group();
  }

  private static Answer timed(Supplier<Answer> question, long mostMillis) {
    long start = System.nanoTime();
    Answer answer = question.get();
    long millis = (System.nanoTime() - start) / 1_000_000;
    assertThat(millis).as("%s took", answer.request()).isLessThan(mostMillis);
    return answer;
  }
}
