package io.plinth.platform.health;

import static io.plinth.fixture.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.plinth.fixture.Answer;
import io.plinth.fixture.Api;
import io.plinth.fixture.Plinth;
import io.plinth.run.EmbeddedDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a load balancer sees of an outage of the database, and of a shutdown. */
class HealthIT {
  private static final String DATABASE = "health";
  private static final int TERMINATED = 128 + 15;
  private static final Duration DEGRADED = Duration.ofSeconds(6);
  private static Plinth plinth;
  private final EmbeddedDatabase server = EmbeddedDatabase.shared();

  /** The one that is there still, unless it was shut down. */
  @BeforeEach
  void start() {
    if (plinth != null && plinth.handle().isAlive()) {
      return;
    }
    stop();
    Map<String, String> settings =
        Map.of(
            "PLINTH_HEALTH_DEGRADED", DEGRADED.toSeconds() + "s", "PLINTH_SHUTDOWN_GRACE", "10s");
    plinth = Plinth.start(DATABASE, server.create(DATABASE), settings).awaitReady();
  }

  @AfterAll
  static void stop() {
    if (plinth != null) {
      plinth.close();
      EmbeddedDatabase.shared().drop(DATABASE);
    }
  }

  private void execute(String sql) {
    try (Connection connection = server.connection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void takeDatabaseAway() {
    execute("alter database " + DATABASE + " with allow_connections false");
    execute(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = '"
            + DATABASE
            + "'");
  }

  private void giveDatabaseBack() {
    execute("alter database " + DATABASE + " with allow_connections true");
  }

  private Answer await(String path, int status, String text, Duration atMost) {
    long deadline = System.nanoTime() + atMost.toNanos();
    Answer answer = plinth.anonymous().get(path);
    while (answer.status() != status || !answer.text().contains(text)) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(answer + "\nand not " + status + " " + text);
      }
      LockSupport.parkNanos(100_000_000L);
      answer = plinth.anonymous().get(path);
    }
    return answer;
  }

  @Test
  void outageIsToleratedForAWhileAndItsEndIsSeenAtOnce() {
    assertThat(plinth.anonymous().get("/health/ready").expect(200).text()).contains("\"up\"");
    takeDatabaseAway();
    long start = System.nanoTime();
    await("/health/ready", 200, "\"degraded\"", Duration.ofSeconds(5));
    await("/health/ready", 503, "\"down\"", DEGRADED.plusSeconds(5));
    assertThat(System.nanoTime() - start).isGreaterThan(DEGRADED.minusSeconds(2).toNanos());
    long asked = System.nanoTime();
    plinth.anonymous().get("/health/live").expect(200);
    plinth.anonymous().get("/health/started").expect(200);
    plinth.anonymous().get("/health/ready").expect(503);
    assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(2));
    giveDatabaseBack();
    await("/health/ready", 200, "\"up\"", Duration.ofSeconds(15));
    plinth.api().get("/api/v1/me").expect(200);
  }

  @Test
  void shutdownFinishesWhatIsInFlightAndRefusesTheRest() throws Exception {
    Api api = plinth.api();
    api.get("/api/v1/clients").expect(200);
    CompletableFuture<Answer> inFlight;
    try (Connection locking = plinth.connection();
        Statement statement = locking.createStatement()) {
      locking.setAutoCommit(false);
      statement.execute("lock table clients");
      inFlight = CompletableFuture.supplyAsync(() -> uncached(api).get("/api/v1/clients"));
      awaitLockWaiter();
      plinth.handle().destroy(); // SIGTERM
      Answer ready = await("/health/ready", 503, "serving", Duration.ofSeconds(5));
      assertThat(ready.text()).contains("\"DOWN\"");
      plinth.anonymous().get("/health/live").expect(200);
      Answer refused = api.get("/api/v1/me");
      assertProblem(refused, 503);
      assertThat(refused.header("Retry-After")).isEqualTo("5");
      assertThat(inFlight).isNotDone();
      locking.rollback();
    }
    assertThat(inFlight.get().status()).isEqualTo(200);
    assertThat(plinth.exitStatus()).isEqualTo(TERMINATED);
  }

  @Test
  void requestThatDoesNotEndDelaysTheShutdownForTheGraceAndNoLonger() throws Exception {
    Api api = plinth.api();
    api.get("/api/v1/clients").expect(200);
    try (Connection locking = plinth.connection();
        Statement statement = locking.createStatement()) {
      locking.setAutoCommit(false);
      statement.execute("lock table clients");
      CompletableFuture.supplyAsync(() -> uncached(api).get("/api/v1/clients"));
      awaitLockWaiter();
      long start = System.nanoTime();
      plinth.handle().destroy();
      assertThat(plinth.exitStatus()).isEqualTo(TERMINATED);
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      assertThat(took).isBetween(Duration.ofSeconds(9), Duration.ofSeconds(25));
    }
  }

  /** What is kept needs no lock. */
  private static Api uncached(Api api) {
    return api.with("Cache-Control", "no-cache");
  }

  private void awaitLockWaiter() {
    String waiting =
        "select 1 from pg_locks l join pg_class c on c.oid = l.relation"
            + " where c.relname = 'clients' and not l.granted";
    for (int i = 0; i < 200 && plinth.given().select(waiting).isEmpty(); i++) {
      LockSupport.parkNanos(25_000_000L);
    }
  }
}
