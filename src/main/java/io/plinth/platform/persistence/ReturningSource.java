package io.plinth.platform.persistence;

import com.zaxxer.hikari.HikariConfig;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Gives a pool its connections, and again as soon as a database that was away is back. Of itself
 * Hikari waits longer and longer between two tries, up to 5 s, so that requests wait or fail though
 * the database has returned. Here its thread tries {@link #EVERY} so often and Hikari hears of
 * nothing but success; those who wait for a connection give up in their time, as ever. The first
 * connection of all fails at once: a wrong address is no outage.
 */
final class ReturningSource extends PGSimpleDataSource {
  private static final long serialVersionUID = 1;
  private static final Logger LOG = Logger.getLogger(ReturningSource.class.getName());
  private static final Duration EVERY = Duration.ofMillis(200);

  private volatile boolean known;
  private volatile boolean closed;

  /** A pool's configuration, with such a source in place of the driver. */
  static ReturningSource putInto(HikariConfig config) {
    try {
      ReturningSource source = new ReturningSource();
      source.setURL(config.getJdbcUrl());
      Properties properties = config.getDataSourceProperties();
      for (String name : properties.stringPropertyNames()) {
        source.setProperty(name, properties.getProperty(name));
      }
      config.setDataSource(source);
      return source;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    boolean complained = false;
    while (true) {
      try {
        Connection connection = super.getConnection(user, password);
        known = true;
        if (complained) {
          LOG.log(Level.INFO, "The database is back");
        }
        return connection;
      } catch (SQLException e) {
        if (!known || closed) {
          throw e;
        }
        if (!complained) {
          LOG.log(Level.WARNING, "The database is away, and tried again: {0}", e.getMessage());
        }
        complained = true;
        await(e);
      }
    }
  }

  private static void await(SQLException failure) throws SQLException {
    try {
      Thread.sleep(EVERY.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure;
    }
  }

  /** Lets whoever is still trying give up; to be said before the pool is closed, which waits. */
  void close() {
    closed = true;
  }
}
