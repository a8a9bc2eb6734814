package io.plinth.platform.persistence;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * A connection of its own, beside the pool: for a thread that must hear from the database all the
 * time, and must know at once when it does not. Each statement is a transaction. Not safe for
 * threads.
 */
public final class Line implements AutoCloseable {
  private final Connection connection;

  private Line(Connection connection) {
    this.connection = connection;
  }

  /** Fails if there is no answer within {@code patience}, then and ever after. */
  static Line open(String url, Properties properties, Duration patience) {
    String seconds = String.valueOf(Math.max(1, patience.toSeconds()));
    properties.setProperty("loginTimeout", seconds);
    properties.setProperty("connectTimeout", seconds);
    properties.setProperty("socketTimeout", seconds);
    properties.setProperty("tcpKeepAlive", "true");
    try {
      return new Line(DriverManager.getConnection(url, properties));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Whether nobody was there to open a line to. Not where it was refused: the database is there,
   * and may serve other connections.
   */
  public static boolean isUnreachable(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        String state = String.valueOf(sql.getSQLState());
        return state.startsWith("08") || state.startsWith("57P");
      }
    }
    return false;
  }

  public void execute(String sql) {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.execute();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The rows of a query with values for its question marks. */
  public <T> List<T> list(String sql, Sql.RowReader<T> reader, Object... values) {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      List<T> rows = new ArrayList<>();
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          rows.add(reader.read(result));
        }
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What was notified on the channels listened to: at once where there is some, else in time. */
  public List<String> notifications(Duration atMost) {
    try {
      int millis = (int) Math.max(1, atMost.toMillis());
      PGNotification[] found = connection.unwrap(PGConnection.class).getNotifications(millis);
      return found == null
          ? List.of()
          : Arrays.stream(found).map(PGNotification::getParameter).toList();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
