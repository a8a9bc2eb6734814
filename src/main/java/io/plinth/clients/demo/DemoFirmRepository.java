package io.plinth.clients.demo;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.List;

/**
 * Fills an empty database with a believable services firm: 200 clients, 600 services, 20 people and
 * three years of timesheets that end yesterday.
 *
 * <p>The scripts under {@code demo/} do the work, one after the other, in the caller's transaction:
 * a start that is interrupted leaves nothing behind, and the next one begins again. They hand
 * intermediate results on in temporary tables that the commit drops. The first of these tables,
 * {@code demo_firm}, carries the arguments, so that the scripts need no text substitution.
 */
@ApplicationScoped
public class DemoFirmRepository {

  private static final List<String> SCRIPTS =
      List.of("tools", "people", "clients", "services", "work", "timesheets");

  /**
   * Loads the firm; the caller commits.
   *
   * @param today the day the firm stands on; nothing that was done lies on it or after it
   * @param currency of the firm; a few clients pay in another
   * @param adminUserId the administrator, who books time like everyone else
   */
  public void load(Connection connection, LocalDate today, String currency, long adminUserId)
      throws SQLException {
    if (connection.getAutoCommit()) {
      throw new IllegalStateException("The demonstration firm is loaded in one transaction");
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          """
          create temp table demo_firm (
            today date not null, currency text not null, admin_id bigint not null
          ) on commit drop
          """);
      describe(connection, today, currency, adminUserId);
      for (String script : SCRIPTS) {
        statement.execute(read("/demo/" + script + ".sql"));
      }
    }
  }

  /** Loads the firm where there are no clients and an administrator; of two nodes, one does. */
  boolean loadIfEmpty(Connection connection, LocalDate today, String currency) throws SQLException {
    try (Statement lock = connection.createStatement()) {
      lock.execute("lock table clients in share row exclusive mode");
    }
    try (Statement statement = connection.createStatement();
        ResultSet administrator =
            statement.executeQuery(
                """
                select id from users
                where role_id = 1 and not exists (select from clients) order by id limit 1
                """)) {
      if (!administrator.next()) {
        return false;
      }
      load(connection, today, currency, administrator.getLong(1));
      return true;
    }
  }

  private static void describe(
      Connection connection, LocalDate today, String currency, long adminUserId)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("insert into demo_firm values (?, ?, ?)")) {
      insert.setObject(1, today);
      insert.setString(2, currency);
      insert.setLong(3, adminUserId);
      insert.executeUpdate();
    }
  }

  private static String read(String resource) {
    try (InputStream script = DemoFirmRepository.class.getResourceAsStream(resource)) {
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
