package io.plinth.platform.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.plinth.fixture.Answer;
import io.plinth.fixture.Plinth;
import io.plinth.platform.jobs.EventReader.Event;
import io.plinth.run.EmbeddedDatabase;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A server killed in the middle of a request with a key, and one that is told to stop. */
class ServerEndsIT {
  private static final String CLIENTS = "/api/v1/clients";
  private static final Map<String, Object> CLIENT =
      Map.of("legalName", "Killed once", "status", "ACTIVE");
  private static EmbeddedDatabase.Database database;
  private static Plinth plinth;

  @BeforeAll
  static void start() {
    database = EmbeddedDatabase.shared().create("server_ends");
    plinth = startAgain();
  }

  @AfterAll
  static void stop() {
    plinth.close();
    EmbeddedDatabase.shared().drop("server_ends");
  }

  private static Plinth startAgain() {
    return Plinth.start("ends", database, Map.of("PLINTH_IDEMPOTENCY_MAX_BODY", "10")).awaitReady();
  }

  private static String clients() {
    return plinth.given().select("select count(*) from clients").get(0);
  }

  private static Answer post() {
    return plinth.api().with("Idempotency-Key", "killed").post(CLIENTS, CLIENT);
  }

  @Test
  void killedBetweenTheWriteAndItsRecordNothingIsDoubledAndStreamsEndWithTheServer() {
    plinth
        .given()
        .update(
            """
            create function slow() returns trigger language plpgsql as
              $$ begin perform pg_sleep(4); return new; end $$
            """);
    plinth
        .given()
        .update(
            "create trigger slow before insert on idempotency_keys"
                + " for each row execute function slow()");
    CompletableFuture<Void> pending = CompletableFuture.runAsync(ServerEndsIT::post);
    await("select count(*) from pg_stat_activity where wait_event = 'PgSleep'", "1");
    plinth.kill();
    assertThat(pending).failsWithin(Duration.ofSeconds(30));
    await("select count(*) from pg_stat_activity where wait_event = 'PgSleep'", "0");
    plinth.given().update("drop trigger slow on idempotency_keys");
    assertThat(clients()).isEqualTo("0");

    plinth = startAgain();
    Answer first = post().expect(201);
    assertThat(first.header("Idempotency-Replayed")).isNull();
    tooLargeABodyIsNotKept(first);
    streamEndsWithTheServer();
  }

  private static void tooLargeABodyIsNotKept(Answer first) {
    Answer again = post().expect(201);
    assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
    assertThat(again.header("Location")).isEqualTo(first.header("Location")).isNotNull();
    assertThat(again.bytes()).isEmpty();
    assertThat(clients()).isEqualTo("1");
  }

  /** It ends in an orderly way, and does not keep the server from ending. */
  private static void streamEndsWithTheServer() {
    long job = plinth.given().createJob("RUNNING");
    try (EventReader events = EventReader.open(plinth.baseUri(), Plinth.ADMIN_KEY, job, null)) {
      assertThat(events.next().status()).isEqualTo("RUNNING");
      long start = System.nanoTime();
      plinth.handle().destroy();
      assertThat(events.next()).isEqualTo(Event.END);
      assertThat(plinth.exitStatus()).isEqualTo(143);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(18));
      assertThat(plinth.output()).doesNotContain("did not finish in time");
    }
    assertThat(plinth.given().select("select status from jobs where id = ?", job))
        .containsExactly("RUNNING");
  }

  private static void await(String sql, String wanted) {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!plinth.given().select(sql).get(0).equals(wanted)) {
      assertThat(System.nanoTime()).as(sql).isLessThan(deadline);
      LockSupport.parkNanos(50_000_000L);
    }
  }
}
