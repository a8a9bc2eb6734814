package io.plinth.platform.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plinth.platform.persistence.Database;
import io.plinth.platform.persistence.DatabaseSettings;
import io.plinth.platform.persistence.Line;
import io.plinth.platform.persistence.MigratedDatabase;
import io.plinth.platform.security.Secret;
import io.plinth.platform.settings.SettingsException;
import io.plinth.run.EmbeddedDatabase;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nodes that start on one database, with one secret and with two. */
class SameSecretIT {
  private static final String ONE = "one secret of 32 bytes or more, for tests";
  private static final String OTHER = "other secret of 32 bytes or more, for tests";
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static MigratedDatabase migrated;
  private static Database database;
  private final NodeRepository repository = new NodeRepository();

  @BeforeAll
  static void open() {
    migrated = MigratedDatabase.create("same_secret");
    EmbeddedDatabase.Database at = migrated.address();
    database =
        new Database(
            new DatabaseSettings(at.url(), at.user(), at.password(), 1, PATIENCE, PATIENCE, false));
  }

  @AfterAll
  static void close() {
    migrated.close();
  }

  @BeforeEach
  void forgetAll() {
    migrated.execute("delete from nodes");
  }

  private void start(String name, String secret) {
    NodeView node =
        new NodeView(UUID.randomUUID().toString(), name, "1", true, null, null, null, true);
    try (Line line = database.line(PATIENCE)) {
      new SameSecret(repository, new Secret("plinth.secret", secret)).require(line, node);
    }
  }

  private static List<String> list(String sql) {
    try (Line line = database.line(PATIENCE)) {
      return line.list(sql, row -> row.getString(1));
    }
  }

  @Test
  void nodeWithAnotherSecretIsRefusedAndLeavesNothingBehind() {
    start("one", ONE);
    start("two", ONE);
    assertThatThrownBy(() -> start("three", OTHER))
        .isInstanceOf(SettingsException.class)
        .hasMessageContainingAll("PLINTH_SECRET", "one, two");
    start("four", ONE);
    assertThat(list("select name from nodes order by name")).containsExactly("four", "one", "two");
    assertThat(list("select secret_check from nodes")).noneMatch(check -> check.contains("secret"));
  }

  @Test
  void nodesThatHaveGoneAndThoseOfAnEarlierVersionDoNotCount() {
    start("gone", ONE);
    migrated.execute("update nodes set last_seen_at = now() - interval '6 s'");
    migrated.execute(
        "insert into nodes (id, name, version, clustered)"
            + " values ('0f8fad5b-d9cb-469f-a165-70867728950e', 'old', '0', true)");
    start("new", OTHER);
    assertThat(list("select name from nodes where secret_check is not null")).contains("new");
  }

  @Test
  void ofTwoThatStartTogetherOneAtMostStays() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      for (int round = 0; round < 20; round++) {
        forgetAll();
        CyclicBarrier together = new CyclicBarrier(2);
        Future<Boolean> one = threads.submit(() -> isStarted(together, ONE));
        Future<Boolean> other = threads.submit(() -> isStarted(together, OTHER));
        assertThat(one.get() && other.get()).as("round %d", round).isFalse();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private boolean isStarted(CyclicBarrier together, String secret) throws Exception {
    together.await();
    try {
      start("node", secret);
      return true;
    } catch (SettingsException e) {
      return false;
    }
  }
}
