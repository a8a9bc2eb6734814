package io.plinth.platform.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plinth.run.EmbeddedDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scripts of the tests' own, which fail. Those that there are: {@code UpgradeIT}. */
class MigrationsIT {
  private static final String NAME = "migrations";

  @TempDir private Path scripts;
  private final EmbeddedDatabase server = EmbeddedDatabase.shared();
  private final EmbeddedDatabase.Database database = server.create(NAME);

  @BeforeEach
  void makeTables() throws IOException {
    script(
        "V1__tables.sql",
        """
        create table things (id int, name text);
        insert into things values (1, 'a secret'), (2, 'a secret');
        """);
  }

  @AfterEach
  void drop() {
    server.drop(NAME);
  }

  private void script(String name, String text) throws IOException {
    Files.writeString(scripts.resolve(name), text);
  }

  /** Outside a transaction. */
  private void indexScript(String name, String text) throws IOException {
    script(name, text);
    script(name + ".conf", "executeInTransaction=false");
  }

  private void migrate() {
    new Migrations(database.url(), database.user(), database.password(), "filesystem:" + scripts)
        .run();
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(database.url(), database.user(), database.password());
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private String text(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  private String indexes(String table) throws SQLException {
    return text(
        """
        select string_agg(c.relname || case when i.indisvalid then '' else ' INVALID' end, ', '
                          order by c.relname)
        from pg_index i join pg_class c on c.oid = i.indexrelid
        where i.indrelid::regclass::text ~ '^%s'
        """
            .formatted(table));
  }

  private String history() throws SQLException {
    return text(
        "select string_agg(version || ' ' || success, ', ' order by installed_rank)"
            + " from flyway_schema_history");
  }

  @Test
  void indexScriptThatFailedRunsAgainFromItsBeginning() throws Exception {
    indexScript(
        "V2__indexes.sql",
        """
        -- What was complete before the failure.
        create index concurrently "Things id" on things (id);
        create index concurrently if not exists things_both on public.things(id, name);

        -- A comment, and
        create unique index -- another
          concurrently Things_Name
          on things (name);
        """);
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(this::migrate)
          .isInstanceOf(MigrationException.class)
          .hasMessage(
              "The migration V2__indexes.sql failed at line 6: ERROR: could not create unique index"
                  + " \"things_name\". Mend that, then start again: what it has left half done is"
                  + " removed by that start.");
      assertThat(indexes("things")).isEqualTo("Things id, things_both, things_name INVALID");
      assertThat(history()).isEqualTo("1 true, 2 false");
    }
    execute("update things set name = id");

    migrate();

    assertThat(indexes("things")).isEqualTo("Things id, things_both, things_name");
    assertThat(history()).isEqualTo("1 true, 2 true");
  }

  /** A release that mends the script, which was never applied, is not held to its old text. */
  @Test
  void indexScriptThatFailedMayBeMended() throws Exception {
    indexScript("V2__indexes.sql", "create unique index concurrently i on things (name);");
    assertThatThrownBy(this::migrate).isInstanceOf(MigrationException.class);
    indexScript("V2__indexes.sql", "create index concurrently i on things (name);");

    migrate();

    assertThat(indexes("things")).isEqualTo("i");
  }

  @Test
  void scriptThatWasEditedAfterwardsIsRefusedAlsoBesideOneThatFailed() throws Exception {
    indexScript("V2__indexes.sql", "create unique index concurrently i on things (name);");
    assertThatThrownBy(this::migrate).isInstanceOf(MigrationException.class);
    execute("update things set name = id");
    script("V1__tables.sql", "create table things (id int, name text, note text);");

    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(this::migrate)
          .isInstanceOf(MigrationException.class)
          .hasMessageContaining("are not those of this release")
          .hasMessageContaining("checksum mismatch for migration version 1");
    }
    assertThat(history()).isEqualTo("1 true");
    assertThat(indexes("things")).isEqualTo("i INVALID");
  }

  @Test
  void scriptInATransactionLeavesNothingAndIsNamedWithItsLine() throws Exception {
    script(
        "V2__more.sql",
        """
        create table more (id int);
        create index more_id on more (id);

        insert into more
        select nothing from things;
        """);
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(this::migrate)
          .isInstanceOf(MigrationException.class)
          .hasMessageStartingWith(
              "The migration V2__more.sql failed at line 4: ERROR: column \"nothing\" does not"
                  + " exist")
          .hasMessageEndingWith("then start again: nothing of it has been done.");
      assertThat(history()).isEqualTo("1 true");
      assertThat(text("select to_regclass('more')")).isNull();
    }
  }

  @Test
  void indexesOfPartitionsAreMadeAnewWithThatOfTheirTable() throws Exception {
    script(
        "V1__tables.sql",
        """
        create table parts (id int, name text) partition by range (id);
        create table parts_1 partition of parts for values from (0) to (10);
        create table parts_2 partition of parts for values from (10) to (20);
        insert into parts values (1, 'a'), (11, 'b'), (11, 'b');
        """);
    indexScript(
        "V2__indexes.sql",
        """
        create unique index parts_id on only parts (id);
        create unique index concurrently parts_1_id on parts_1 (id);
        alter index parts_id attach partition parts_1_id;
        create unique index concurrently parts_2_id on parts_2 (id);
        alter index parts_id attach partition parts_2_id;
        """);
    assertThatThrownBy(this::migrate)
        .hasMessageContaining("V2__indexes.sql failed at line 4")
        .hasMessageContaining("parts_2_id");
    assertThat(indexes("parts")).isEqualTo("parts_1_id, parts_2_id INVALID, parts_id INVALID");
    execute("delete from parts where id = 11");

    migrate();

    assertThat(indexes("parts")).isEqualTo("parts_1_id, parts_2_id, parts_id");
  }

  @Test
  void indexOfAnotherTableIsLeftAlone() throws Exception {
    migrate();
    execute("create table foreigners (id int)");
    execute("create index things_id on foreigners (id)");
    indexScript("V2__indexes.sql", "create index concurrently things_id on things (id);");

    assertThatThrownBy(this::migrate).hasMessageContaining("relation \"things_id\" already exists");

    assertThat(indexes("foreigners")).isEqualTo("things_id");
  }

  /** In a transaction an index that is there is not what a failure left. */
  @Test
  void indexIsNotDroppedForAScriptInATransaction() throws Exception {
    migrate();
    execute("create index things_id on things (id)");
    script("V2__indexes.sql", "create index if not exists things_id on things (name);");

    migrate();

    assertThat(text("select pg_get_indexdef('things_id'::regclass)")).endsWith("(id)");
  }
}
