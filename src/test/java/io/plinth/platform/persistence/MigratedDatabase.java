package io.plinth.platform.persistence;

import io.plinth.run.EmbeddedDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * A database of a test's own with all migrations and Plinth's persistence on it, without container;
 * gone when it is closed.
 */
public final class MigratedDatabase implements AutoCloseable {
  private static final int POOL = 3;
  private final String name;
  private final Database database;
  private final Transactions transactions;
  private final EmbeddedDatabase.Database where;

  private MigratedDatabase(String name, int pool, boolean secondLevelCache) {
    this.name = name;
    where = EmbeddedDatabase.shared().create(name);
    database =
        new Database(
            new DatabaseSettings(
                where.url(),
                where.user(),
                where.password(),
                pool,
                Duration.ofSeconds(10),
                Duration.ofSeconds(60),
                secondLevelCache));
    database.start();
    transactions = new Transactions(database);
  }

  /** Makes it, in place of any of that name. */
  public static MigratedDatabase create(String name) {
    return new MigratedDatabase(name, POOL, false);
  }

  /** The same with so many connections, and with or without the second-level cache. */
  public static MigratedDatabase create(String name, int pool, boolean secondLevelCache) {
    return new MigratedDatabase(name, pool, secondLevelCache);
  }

  /** Another way to it, with this timeout of jobs. */
  DatabaseSettings settingsOfJobs(Duration timeout) {
    return new DatabaseSettings(
        where.url(),
        where.user(),
        where.password(),
        1,
        Duration.ofSeconds(10),
        Duration.ofSeconds(60),
        false,
        null,
        timeout,
        null);
  }

  public Transactions transactions() {
    return transactions;
  }

  public EmbeddedDatabase.Database address() {
    return where;
  }

  /** A connection beside the pool; close it. */
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(where.url(), where.user(), where.password());
  }

  /** Runs statements, each in a transaction of its own. */
  public void execute(String... statements) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String each : statements) {
        statement.execute(each);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The first column of the first row, as a number; of an INSERT, what it returns. */
  public long number(String sql, Object... values) {
    return Long.parseLong(text(sql, values));
  }

  /** The first column of the first row. */
  public String text(String sql, Object... values) {
    try (Connection connection = connect();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      try (ResultSet rows = statement.executeQuery()) {
        if (!rows.next()) {
          throw new IllegalStateException("No row: " + sql);
        }
        return rows.getString(1);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /**
   * What {@code work} gives, in a read-only transaction.
   *
   * @param statements that it must take, neither more nor fewer
   */
  public <T> T read(int statements, Supplier<T> work) {
    StatementLog log = StatementLog.begin();
    try {
      T result = transactions.read(work);
      if (log.count() != statements) {
        throw new AssertionError(
            "%d statements and not %d: %s".formatted(log.count(), statements, log.texts()));
      }
      return result;
    } finally {
      StatementLog.end();
    }
  }

  @Override
  public void close() {
    database.stop();
    EmbeddedDatabase.shared().drop(name);
  }
}
