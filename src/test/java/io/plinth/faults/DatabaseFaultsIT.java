package io.plinth.faults;

import static io.plinth.fixture.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.plinth.faults.Load.Outcome;
import io.plinth.fixture.Answer;
import io.plinth.fixture.Api;
import io.plinth.fixture.Given;
import io.plinth.fixture.Plinth;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The database dies, freezes, and hangs up in the middle, while Plinth is being used. (What is kept
 * goes on meanwhile where no write has overtaken it: {@code DatabaseOutageIT}.)
 */
@Tag("alone")
class DatabaseFaultsIT {
  /** What a busy machine may add to any wait. */
  private static final long NOISE_MILLIS = 1_500;

  /** Longer than any request may take. */
  private static final long REQUEST_AND_MORE = Rig.REQUEST_MILLIS + 2_000;

  /** By then a pool that waits longer after each try would wait for seconds. */
  private static final Duration DOWN = Duration.ofSeconds(10);

  private static final long WELL_AGAIN_MILLIS = 2_000;

  private final Rig rig = Rig.running();
  private final Plinth plinth = rig.plinth();
  private final Api api = plinth.api();
  private long client;
  private long user;

  @BeforeEach
  void makeWhatIsWritten() {
    rig.awaitWell(Duration.ofSeconds(20));
    client = plinth.given().createClient();
    user = api.get("/api/v1/me").expect(200).json().path("id").asLong();
  }

  @Test
  void databaseThatIsKilledAndComesBackCosts503sForAMomentAndLosesNothing() {
    try (Load load = Load.start(api, 8, client, user)) {
      Rig.pause(2_000);
      rig.killDatabase();
      long end = System.nanoTime() + DOWN.toNanos();
      while (System.nanoTime() < end) {
        plinth.anonymous().get("/health/live").expect(200);
        plinth.anonymous().get("/health/ready").expect(200);
        Rig.pause(200);
      }
      long back = rig.startDatabase();
      rig.awaitWell(Duration.ofSeconds(10));
      Rig.pause(4_000);
      load.stop();

      Outcomes outcomes = new Outcomes(load.outcomes());
      List<Outcome> failed = outcomes.failedOnlyAs(503);
      assertThat(failed).isNotEmpty();
      report("Killed", outcomes, failed, back);
      outcomes.assertWithin(Rig.ACQUISITION_MILLIS + 500 + NOISE_MILLIS);
      assertThat(Outcomes.lastFailure(failed, back)).isLessThan(WELL_AGAIN_MILLIS + NOISE_MILLIS);
      assertThat(outcomes.firstSuccess(back)).isLessThan(WELL_AGAIN_MILLIS + NOISE_MILLIS);
      assertNothingLost(load);
    }
  }

  @Test
  void noRequestOutlivesItsTimeoutWhileTheDatabaseIsFrozen() {
    try (Load load = Load.start(api, 4, client, user)) {
      Rig.pause(1_000);
      rig.wire().freeze();
      long frozen = System.nanoTime();
      while (System.nanoTime() - frozen < Duration.ofMillis(REQUEST_AND_MORE).toNanos()) {
        long asked = System.nanoTime();
        plinth.anonymous().get("/health/live").expect(200);
        assertThat(millisSince(asked)).isLessThan(2_000 + NOISE_MILLIS);
        Rig.pause(500);
      }
      rig.wire().thaw();
      long thawed = System.nanoTime();
      rig.awaitWell(Duration.ofSeconds(10));
      Rig.pause(3_000);
      load.stop();

      Outcomes outcomes = new Outcomes(load.outcomes());
      List<Outcome> failed = outcomes.failedOnlyAs(503, 504);
      assertThat(failed).isNotEmpty();
      report("Frozen", outcomes, failed, thawed);
      outcomes.assertWithin(Rig.REQUEST_MILLIS + NOISE_MILLIS);
      assertThat(Outcomes.lastFailure(failed, thawed)).isLessThan(10_000);
      assertNothingLost(load);
    } finally {
      rig.wire().thaw();
    }
  }

  @Test
  void connectionCutInTheMiddleOfATransactionLeavesNothingAndARetryWorks() {
    String what = Given.unique("cut before the commit");
    Map<String, Object> entry =
        Map.of(
            "clientId", client,
            "userId", user,
            "date", "2026-01-16",
            "duration", 1800,
            "description", what);
    String stored = "select count(*) from timesheet_entries where description = ?";
    rig.wire().cut(what, "INSERT 0 ");

    Answer answer = api.post("/api/v1/timesheet-entries", entry);

    assertThat(rig.wire().wasCut()).as("the wire was cut").isTrue();
    assertProblem(answer, 503);
    assertThat(answer.header("Retry-After")).matches("\\d+");
    assertThat(rig.truth().number(stored, what)).isZero();
    api.post("/api/v1/timesheet-entries", entry).expect(201);
    assertThat(rig.truth().number(stored, what)).isEqualTo(1);
    assertThat(rig.truth().halves()).isZero();
  }

  /** Whoever wrote cannot know; but whoever reads must not be told what was before. */
  @Test
  void commitWhoseAnswerIsLostIsSeenByTheNextReader() {
    String what = Given.unique("cut at the commit");
    String list = "/api/v1/clients?search=" + Api.encode(what);
    assertThat(api.get(list).expect(200).json().path("items")).isEmpty();
    rig.wire().cut(what, "COMMIT\0");

    Answer answer = api.post("/api/v1/clients", Map.of("legalName", what, "status", "ACTIVE"));

    assertThat(rig.wire().wasCut()).as("the wire was cut").isTrue();
    assertProblem(answer, 503);
    assertThat(rig.truth().number("select count(*) from clients where legal_name = ?", what))
        .isEqualTo(1);
    assertThat(api.get(list).expect(200).json().path("items")).hasSize(1);
    assertThat(rig.truth().halves()).isZero();
  }

  /** The server does what nobody waits for any more, after it has been read from again. */
  @Test
  void commitThatComesThroughLateIsSeenByTheNextReader() {
    String what = Given.unique("held up at the commit");
    String list = "/api/v1/clients?search=" + Api.encode(what);
    String stored = "select count(*) from clients where legal_name = ?";
    try {
      rig.wire().holdCommit(what);
      Answer answer = api.post("/api/v1/clients", Map.of("legalName", what, "status", "ACTIVE"));
      assertThat(rig.wire().isHolding()).as("the commit is held up").isTrue();
      assertProblem(answer, 503);
      assertThat(api.get(list).expect(200).json().path("items")).isEmpty();
      assertThat(rig.truth().number(stored, what)).isZero();
    } finally {
      rig.wire().thaw();
    }
    Rig.await(Duration.ofSeconds(10), () -> rig.truth().number(stored, what) == 1);
    assertThat(api.get(list).expect(200).json().path("items")).hasSize(1);
    long before = keptAnswers();
    Rig.await(
        Duration.ofSeconds(10), () -> api.get(list).status() == 200 && keptAnswers() > before);
    assertThat(api.get(list).expect(200).json().path("items")).hasSize(1);
  }

  /** Answers given from what is kept: whether anything kept is believed. */
  private long keptAnswers() {
    long hits = 0;
    for (JsonNode cache : api.get("/api/v1/operations").expect(200).json().path("caches")) {
      hits += cache.path("hits").asLong();
    }
    return hits;
  }

  private static void report(String what, Outcomes all, List<Outcome> failed, long back) {
    System.out.printf(
        "%s: %d of %d failed, the slowest took %d ms. After the return: first success %d ms,"
            + " last failure %d ms%n",
        what,
        failed.size(),
        all.all().size(),
        all.slowest(),
        all.firstSuccess(back),
        Outcomes.lastFailure(failed, back));
  }

  private void assertNothingLost(Load load) {
    for (String what : List.of("clients", "entries")) {
      List<Long> ids = load.acknowledged(what);
      assertThat(ids).as(what).hasSizeGreaterThan(3);
      assertThat(rig.truth().missing(table(what), ids)).as("lost " + what).isEmpty();
    }
    // That this finds what is lost.
    assertThat(rig.truth().missing("clients", List.of(client, 999_999_999L)))
        .containsExactly(999_999_999L);
    assertThat(rig.truth().halves()).isZero();
  }

  private static String table(String what) {
    return what.equals("entries") ? "timesheet_entries" : what;
  }

  private static long millisSince(long nanos) {
    return (System.nanoTime() - nanos) / 1_000_000;
  }
}
