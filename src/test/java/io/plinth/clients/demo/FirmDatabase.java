package io.plinth.clients.demo;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/** A database of its own with all migrations and the demonstration firm of one day. */
record FirmDatabase(Connection connection) implements AutoCloseable {

  private static final List<String> TABLES =
      List.of("users", "clients", "client_stage_changes", "services", "timesheet_entries");

  static FirmDatabase load(EmbeddedPostgres postgres, String name, LocalDate today)
      throws SQLException {
    try (Connection server = postgres.getPostgresDatabase().getConnection();
        Statement statement = server.createStatement()) {
      statement.execute("create database " + name);
    }
    DataSource source = postgres.getDatabase("postgres", name);
    migrate(source);
    FirmDatabase firm = new FirmDatabase(source.getConnection());
    firm.fill(today);
    return firm;
  }

  private static void migrate(DataSource source) {
    FluentConfiguration flyway =
        new FluentConfiguration()
            .dataSource(source)
            .locations("classpath:db-migrations")
            .configuration(Map.of("flyway.postgresql.transactional.lock", "false"));
    new Flyway(flyway).migrate();
  }

  private void fill(LocalDate today) throws SQLException {
    long admin =
        number("insert into users (display_name, role_id) values ('Ada Admin', 1) returning id");
    long start = System.nanoTime();
    connection.setAutoCommit(false);
    new DemoFirmRepository().load(connection, today, "USD", admin);
    connection.commit();
    connection.setAutoCommit(true);
    System.out.printf(
        "Firm of %s loaded in %d ms on PostgreSQL %s%n",
        today, (System.nanoTime() - start) / 1_000_000, text("show server_version"));
  }

  /** One sum over all rows of each table, but for the administrator, whom the firm did not make. */
  Map<String, String> checksums() throws SQLException {
    Map<String, String> checksums = new HashMap<>();
    for (String table : TABLES) {
      String rows = "users".equals(table) ? "users as line where role_id > 1" : table + " as line";
      String sum = "select md5(string_agg(line::text, ';' order by id)) from " + rows;
      checksums.put(table, text(sum));
    }
    return checksums;
  }

  Map<String, Long> groups(String from, String key) throws SQLException {
    Map<String, Long> groups = new HashMap<>();
    String query = "select " + key + ", count(*) from " + from + " group by 1";
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        groups.put(rows.getString(1), rows.getLong(2));
      }
    }
    return groups;
  }

  long number(String query) throws SQLException {
    return Long.parseLong(text(query));
  }

  String text(String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      return rows.next() ? rows.getString(1) : null;
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
