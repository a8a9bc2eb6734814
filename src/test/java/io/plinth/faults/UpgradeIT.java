package io.plinth.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plinth.platform.persistence.Database;
import io.plinth.platform.persistence.DatabaseSettings;
import io.plinth.platform.persistence.MigrationException;
import io.plinth.run.EmbeddedDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Every version of the schema becomes the next one with the data in it. {@code
 * src/test/resources/upgrade} has rows as they were written at a version: of the oldest, and of
 * each that added a table.
 */
class UpgradeIT {
  private static final String NAME = "upgrade";

  /** Files in {@code src/test/resources/upgrade}: none is forgotten because of its name. */
  private static final int FILLED = 4;

  /** A migration that means to change what was stored says here which table. */
  private static final Map<String, String> CHANGED_ON_PURPOSE =
      Map.of("202611211710", "sessions", "202611211720", "role_permissions");

  /** The connections of whoever migrates. */
  private static final String MIGRATING =
      "from pg_stat_activity where datname = current_database() and application_name"
          + " = 'plinth migration' ";

  private static final String INVALID =
      "select count(*) from pg_index where not indisvalid or not indisready";

  private final EmbeddedDatabase server = EmbeddedDatabase.shared();
  private final EmbeddedDatabase.Database database = server.create(NAME);
  private final Truth truth = new Truth(database);

  @AfterEach
  void drop() {
    server.drop(NAME);
  }

  private Flyway flyway(MigrationVersion target) {
    return Flyway.configure()
        .dataSource(database.url(), database.user(), database.password())
        .locations("classpath:db-migrations")
        .configuration(Map.of("flyway.postgresql.transactional.lock", "false"))
        .target(target)
        .load();
  }

  @Test
  void everyVersionOfTheSchemaUpgradesWithItsData() throws SQLException {
    int filled = 0;
    for (MigrationInfo step : flyway(MigrationVersion.LATEST).info().all()) {
      Map<String, String> columns = keepAside();
      assertThat(flyway(step.getVersion()).migrate().success).isTrue();
      assertKept(step, columns);
      filled += fill(step.getVersion()) ? 1 : 0;
    }
    assertThat(filled).isEqualTo(FILLED);
    assertThat(truth.number("select count(*) from timesheet_entries")).isEqualTo(3_000);
    assertThat(truth.number("select count(*) from sessions where issuer is not null")).isPositive();
    assertThat(truth.number("select count(*) from sessions where id_token is not null")).isZero();
    Database plinth = plinth();
    plinth.start();
    plinth.stop();
    assertThat(truth.number("select count(*) from timesheet_entries")).isEqualTo(3_000);
  }

  /** Copies every table to a schema of its own; by name of the table, its columns. */
  private Map<String, String> keepAside() throws SQLException {
    Map<String, String> columns = new LinkedHashMap<>();
    try (Connection connection = truth.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("drop schema if exists aside cascade");
      statement.execute("create schema aside");
      try (ResultSet rows =
          statement.executeQuery(
              """
              select c.table_name, string_agg(quote_ident(c.column_name), ', ' order by c.ordinal_position)
              from information_schema.columns c join information_schema.tables t
                using (table_schema, table_name)
              where table_schema = 'public' and table_type = 'BASE TABLE'
                and table_name <> 'flyway_schema_history'
              group by 1
              """)) {
        while (rows.next()) {
          columns.put(rows.getString(1), rows.getString(2));
        }
      }
      for (String table : columns.keySet()) {
        statement.execute("create table aside.%1$s as table public.%1$s".formatted(table));
      }
    }
    return columns;
  }

  /** Each row is there still, with the same in each of the columns it had. */
  private void assertKept(MigrationInfo step, Map<String, String> columns) {
    columns.forEach(
        (table, names) -> {
          if (!table.equals(CHANGED_ON_PURPOSE.get(step.getVersion().getVersion()))) {
            assertThat(lost(table, names))
                .as("rows of %s that %s lost or changed", table, step.getScript())
                .isZero();
          }
        });
  }

  private long lost(String table, String names) {
    return truth.number(
        """
        select count(*) from (select row(%2$s)::text from aside.%1$s
                              except all select row(%2$s)::text from public.%1$s) r
        """
            .formatted(table, names));
  }

  private boolean fill(MigrationVersion version) throws SQLException {
    try (InputStream script = getClass().getResourceAsStream("/upgrade/" + version + ".sql")) {
      if (script == null) {
        return false;
      }
      try (Connection connection = truth.connect();
          Statement statement = connection.createStatement()) {
        statement.execute(new String(script.readAllBytes(), StandardCharsets.UTF_8));
      }
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void rowThatAMigrationLosesIsFound() throws SQLException {
    flyway(MigrationVersion.fromVersion("202611210110")).migrate();
    fill(MigrationVersion.fromVersion("202611210110"));
    Map<String, String> columns = keepAside();
    assertThat(lost("clients", columns.get("clients"))).isZero();
    try (Connection connection = truth.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("update clients set source = 'phone' where id = 7");
      statement.execute("delete from timesheet_entries where duration = 900");
    }
    assertThat(lost("clients", columns.get("clients"))).isEqualTo(1);
    assertThat(lost("timesheet_entries", columns.get("timesheet_entries"))).isEqualTo(100);
  }

  @Test
  void nodesThatStartTogetherMigrateOnce() throws Exception {
    startTogether(3);
    assertMigratedOnce();
  }

  @Test
  void indexBuildThatIsInterruptedIsMadeGoodByTheNextStart() throws Exception {
    duringAnIndexBuild(
        database,
        start -> {
          truth.number("select count(pg_terminate_backend(pid)) " + MIGRATING);
          assertThatThrownBy(() -> start.get(1, TimeUnit.MINUTES))
              .hasCauseInstanceOf(MigrationException.class)
              .hasMessageContaining("V202611211531__job_indexes.sql");
        });
    assertThat(truth.number(INVALID)).isEqualTo(1);

    startTogether(2);

    assertMigratedOnce();
  }

  /**
   * As when the node is killed: the server is not told, and its lock is held while it builds on.
   */
  @Test
  void indexThatTheServerBuildsForANodeThatIsGoneIsGivenUp() throws Exception {
    try (Wire wire = Wire.to(server.port())) {
      String url = database.url().replace(":" + server.port() + "/", ":" + wire.port() + "/");
      duringAnIndexBuild(
          new EmbeddedDatabase.Database(url, database.user(), database.password()),
          start -> {
            wire.close();
            assertThatThrownBy(() -> start.get(1, TimeUnit.MINUTES))
                .hasCauseInstanceOf(MigrationException.class);
            Rig.await(
                Duration.ofMinutes(1), () -> truth.number("select count(*) " + MIGRATING) == 0);
          });
    }
    assertThat(truth.number(INVALID)).isEqualTo(1);

    startTogether(2);

    assertMigratedOnce();
  }

  /** What happens to a start that builds an index, which somebody who writes holds up. */
  private interface Interruption {
    void happen(Future<?> start) throws Exception;
  }

  private void duringAnIndexBuild(EmbeddedDatabase.Database reached, Interruption interruption)
      throws Exception {
    flyway(MigrationVersion.fromVersion("202611211530")).migrate();
    Database node = plinth(reached);
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try (Connection writer = truth.connect();
        Statement statement = writer.createStatement()) {
      writer.setAutoCommit(false);
      statement.execute("insert into jobs (kind, payload) values ('none', '')");
      Future<?> start = thread.submit(node::start);
      String held = "and wait_event_type = 'Lock' and query ilike '%create index concurrently%'";
      Rig.await(
          Duration.ofMinutes(1), () -> truth.number("select count(*) " + MIGRATING + held) == 1);
      interruption.happen(start);
    } finally {
      thread.shutdownNow();
    }
  }

  private void startTogether(int nodes) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(nodes);
    CyclicBarrier together = new CyclicBarrier(nodes);
    List<Future<Database>> starts = new ArrayList<>();
    try {
      for (int i = 0; i < nodes; i++) {
        starts.add(
            threads.submit(
                () -> {
                  Database node = plinth();
                  together.await();
                  node.start();
                  return node;
                }));
      }
      for (Future<Database> start : starts) {
        Database node = start.get(2, TimeUnit.MINUTES);
        try (Connection connection = node.pool().getConnection()) {
          assertThat(connection.isValid(2)).isTrue();
        }
        node.stop();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private void assertMigratedOnce() {
    long steps = Arrays.stream(flyway(MigrationVersion.LATEST).info().all()).count();
    assertThat(truth.number("select count(*) from flyway_schema_history where success"))
        .isEqualTo(steps);
    assertThat(truth.number("select count(*) from flyway_schema_history where not success"))
        .isZero();
    assertThat(truth.number(INVALID)).isZero();
  }

  private Database plinth() {
    return plinth(database);
  }

  private static Database plinth(EmbeddedDatabase.Database reached) {
    return new Database(
        new DatabaseSettings(
            reached.url(),
            reached.user(),
            reached.password(),
            3,
            Duration.ofSeconds(30),
            Duration.ofSeconds(60),
            false));
  }
}
