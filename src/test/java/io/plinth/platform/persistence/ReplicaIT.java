package io.plinth.platform.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.plinth.fixture.Api;
import io.plinth.fixture.Given;
import io.plinth.fixture.Person;
import io.plinth.fixture.Plinth;
import io.plinth.run.EmbeddedDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads from a real streaming replica, where they may be a second old, and nowhere else. */
class ReplicaIT {
  private static final Duration LONG = Duration.ofMinutes(1);
  @TempDir private static Path folder;
  private static EmbeddedDatabase primary;
  private static EmbeddedDatabase standby;
  private static Plinth plinth;
  private static Person reader;
  private static long client;

  @BeforeAll
  static void start() {
    primary = EmbeddedDatabase.open(folder.resolve("primary"));
    EmbeddedDatabase.Database database = primary.create("replicated");
    standby = StandbyServer.of(primary, folder.resolve("primary"), folder.resolve("standby"));
    Map<String, String> settings =
        Map.of("PLINTH_DB_READ_URL", standby.database("replicated").url());
    plinth = Plinth.start("replica", database, settings).awaitReady();
    reader = plinth.given().createUser("Manager");
    client = plinth.given().createClient();
  }

  @AfterAll
  static void stop() {
    if (plinth != null) {
      plinth.close();
    }
    standby.close();
    primary.close();
  }

  @BeforeEach
  void awaitReplica() {
    await("the replica is read from", ReplicaIT::isReadFrom);
  }

  private static void await(String what, BooleanSupplier wanted) {
    long deadline = System.nanoTime() + LONG.toNanos();
    while (!wanted.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(deadline);
      LockSupport.parkNanos(50_000_000L);
    }
  }

  /** Reads as somebody who has not written; whether that went to the replica. */
  private static boolean isReadFrom() {
    long before = reads();
    name(reader.api());
    return reads() > before;
  }

  private static long reads() {
    String metrics = plinth.api().get("/metrics").expect(200).text();
    return metrics
        .lines()
        .filter(line -> line.startsWith("db_replica_reads_total"))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  private static String name(Api api) {
    return api.get("/api/v1/clients/" + client).expect(200).json().path("legalName").asText();
  }

  private static String rename() {
    String name = Given.unique("Renamed");
    plinth.api().patch("/api/v1/clients/" + client, Map.of("legalName", name)).expect(200);
    return name;
  }

  private static void onStandby(String sql) {
    try (Connection connection = standby.connection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void whoWroteReadsFromThePrimaryAndSeesItAtOnce() {
    for (int round = 0; round < 20; round++) {
      String name = rename();
      long before = reads();
      assertThat(name(plinth.api())).isEqualTo(name);
      assertThat(reads()).isEqualTo(before);
    }
    assertThat(isReadFrom()).as("others still read from the replica").isTrue();
  }

  @Test
  void replicaThatLagsIsNotReadFromUntilItHasCaughtUp() {
    onStandby("select pg_wal_replay_pause()");
    try {
      String name = rename();
      await("the write is seen by others", () -> name(reader.api()).equals(name));
      await("the primary is read from", () -> !isReadFrom());
      for (int round = 0; round < 10; round++) {
        String next = rename();
        assertThat(name(reader.api())).isEqualTo(next);
      }
    } finally {
      onStandby("select pg_wal_replay_resume()");
    }
  }

  @Test
  void whatIsKeptIsComputedFromThePrimary() {
    long before = reads();
    Api anew = reader.api().with("Cache-Control", "no-cache");
    anew.get("/api/v1/clients?id=" + client).expect(200);
    anew.get("/api/v1/dashboard").expect(200);
    assertThat(reads()).isEqualTo(before);
  }

  @Test
  void replicaThatDiesCostsNoRequest() {
    int port = standby.port();
    standby.crash();
    try {
      for (int round = 0; round < 100; round++) {
        name(reader.api());
      }
      assertThat(isReadFrom()).isFalse();
    } finally {
      standby = EmbeddedDatabase.open(folder.resolve("standby"), port);
    }
    await("the replica is read from again", ReplicaIT::isReadFrom);
  }
}
