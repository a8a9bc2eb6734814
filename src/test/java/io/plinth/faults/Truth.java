package io.plinth.faults;

import io.plinth.run.EmbeddedDatabase.Database;
import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** What a database holds, seen past Plinth and past the wire. */
record Truth(Database database) {
  Connection connect() throws SQLException {
    return DriverManager.getConnection(database.url(), database.user(), database.password());
  }

  /** Whether it takes connections. */
  boolean isThere() {
    try (Connection connection = connect()) {
      return connection.isValid(1);
    } catch (SQLException e) {
      return false;
    }
  }

  /** Those of the ids that the table does not have. */
  List<Long> missing(String table, Collection<Long> ids) {
    try (Connection connection = connect();
        PreparedStatement statement =
            connection.prepareStatement(
                "select i from unnest(?) i where not exists (select from "
                    + table
                    + " t where t.id = i)")) {
      Array array = connection.createArrayOf("bigint", ids.toArray());
      statement.setArray(1, array);
      return longs(statement);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  long number(String sql, Object... values) {
    try (Connection connection = connect();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      return longs(statement).get(0);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  private static List<Long> longs(PreparedStatement statement) throws SQLException {
    List<Long> found = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        found.add(rows.getLong(1));
      }
    }
    return found;
  }

  /** One sum over some columns of all rows, in no order. */
  String checksum(String table, String columns) {
    String sql =
        "select count(*) || ' rows, ' || coalesce(sum(hashtextextended(r::text, 0)::numeric), 0)"
            + " from (select %s from %s) r";
    try (Connection connection = connect();
        PreparedStatement statement = connection.prepareStatement(sql.formatted(columns, table));
        ResultSet row = statement.executeQuery()) {
      row.next();
      return row.getString(1);
    } catch (SQLException e) {
      throw new IllegalStateException(table, e);
    }
  }

  /**
   * Writes that are there in part: a client or an entry without the event that its transaction
   * stores with it, or an event without the row.
   */
  long halves() {
    return halves("clients", "clients") + halves("timesheet_entries", "timesheet-entries");
  }

  private long halves(String table, String type) {
    String sql =
        """
        select count(*) from %s t full join (
            select target_id from audit_events where action = ?) e on e.target_id = t.id
        where t.id is null or e.target_id is null
        """;
    return number(sql.formatted(table), type + ":create");
  }
}
