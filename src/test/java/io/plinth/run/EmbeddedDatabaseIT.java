package io.plinth.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plinth.run.EmbeddedDatabase.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedDatabaseIT {
  @TempDir Path folder;

  @Test
  void copiesATemplateWithItsRows() throws SQLException {
    EmbeddedDatabase server = EmbeddedDatabase.shared();
    run(server.create("copy_source"), "create table t as select 7 as n");

    Database copy = server.create("copy_target", "copy_source");
    run(server.create("copy_source"), "create table other(n int)");

    assertThat(number(copy, "select n from t")).isEqualTo(7);
    server.drop("copy_source");
    server.drop("copy_target");
  }

  @Test
  void refusesConnectionsWithoutThePassword() {
    Database database = EmbeddedDatabase.shared().database("postgres");

    assertThatThrownBy(
            () -> DriverManager.getConnection(database.url(), database.user(), "guessed"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("password");
  }

  @Test
  void keepsCommittedRowsWhenItIsKilled() throws Exception {
    Path data = folder.resolve("killed");
    EmbeddedDatabase first = EmbeddedDatabase.open(data);
    run(first.createIfAbsent("kept"), "create table t as select 7 as n");
    ProcessHandle process = first.postmaster();
    process.destroyForcibly();
    process.onExit().join();
    abandon(data);

    try (EmbeddedDatabase second = EmbeddedDatabase.open(data)) {
      assertThat(number(second.createIfAbsent("kept"), "select n from t")).isEqualTo(7);
    }
  }

  @Test
  void stopsTheServerThatAKilledOwnerLeft() throws Exception {
    Path data = folder.resolve("orphaned");
    EmbeddedDatabase orphan = EmbeddedDatabase.open(data);
    run(orphan.createIfAbsent("kept"), "create table t as select 7 as n");
    ProcessHandle process = orphan.postmaster();
    abandon(data);

    try (EmbeddedDatabase next = EmbeddedDatabase.open(data)) {
      assertThat(process.isAlive()).isFalse();
      assertThat(number(next.createIfAbsent("kept"), "select n from t")).isEqualTo(7);
    }
  }

  @Test
  void startsAlthoughItsPidFileNamesAnothersProcess() throws Exception {
    Path data = folder.resolve("stale");
    EmbeddedDatabase.open(data).close();
    long own = ProcessHandle.current().pid();
    Files.writeString(data.resolve("postmaster.pid"), own + "\n" + data + "\n0\n1\n\n\n");

    try (EmbeddedDatabase next = EmbeddedDatabase.open(data)) {
      assertThat(next.postmaster().pid()).isNotEqualTo(own);
    }
  }

  /** What the end of the owner's JVM does by itself: the library's lock is gone. */
  private static void abandon(Path data) throws IOException {
    Files.delete(data.resolve("epg-lock"));
  }

  private static void run(Database database, String sql) throws SQLException {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static int number(Database database, String sql) throws SQLException {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getInt(1);
    }
  }

  private static Connection connect(Database database) throws SQLException {
    return DriverManager.getConnection(database.url(), database.user(), database.password());
  }
}
