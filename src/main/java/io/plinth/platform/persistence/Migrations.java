package io.plinth.platform.persistence;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.flywaydb.core.internal.exception.FlywayMigrateException;

/**
 * Brings the schema to this release. Of nodes that start together one does it, under Flyway's lock,
 * and the others wait.
 *
 * <p>Most scripts are a transaction each, and leave nothing when they fail. Those that build
 * indexes cannot be: a statement that fails, a lost connection, a killed process leave them half
 * done. They run again from their beginning, so what is there of them goes first. Of Flyway's
 * history that is the row which says that the script failed, for no start would get past it; {@link
 * UnfinishedIndexes} has the rest. What succeeded stays in the history with its checksum: a script
 * that was edited afterwards is refused as before.
 */
final class Migrations {
  /**
   * Has the server notice within seconds that a node is gone whose index it builds, and end that:
   * else the lock would be held for as long as it takes. Not all systems can.
   */
  private static final String WATCH_THE_CLIENT =
      """
      do $$ begin perform set_config('client_connection_check_interval', '2s', false);
      exception when others then null; end $$
      """;

  private final UnfinishedIndexes indexes = new UnfinishedIndexes();
  private final Flyway flyway;

  Migrations(String url, String user, String password, String... locations) {
    flyway =
        Flyway.configure(Migrations.class.getClassLoader())
            .dataSource(url, user, password)
            .jdbcProperties(
                Map.of(
                    "ApplicationName", "plinth migration",
                    "tcpKeepAlive", "true",
                    // Errors without the values of the row they are about: they end up in logs.
                    "logServerErrorDetail", "false"))
            .locations(locations)
            // A lock in a transaction would be waited for by the index builds it guards.
            .configuration(Map.of("flyway.postgresql.transactional.lock", "false"))
            // However long another node takes.
            .lockRetryCount(-1)
            .connectRetries(0)
            .initSql(WATCH_THE_CLIENT)
            .callbacks(indexes)
            .load();
  }

  /** Returns when the schema is the one of this release. */
  void run() {
    try {
      forgetFailures();
      flyway.migrate();
    } catch (FlywayMigrateException e) {
      throw new MigrationException(explain(e), e);
    } catch (FlywayValidateException e) {
      throw new MigrationException(
          "The migrations that the database has had are not those of this release. Start the"
              + " release it was used with, or restore a backup made with this one. "
              + oneLine(e.getMessage()),
          e);
    } catch (FlywayException e) {
      if (indexes.script() == null) {
        throw e;
      }
      throw new MigrationException(
          ("The migration was cut off in %s or after it: %s. Start again when the database is"
                  + " there; what has been left half done is removed by that start.")
              .formatted(indexes.script(), oneLine(root(e).getMessage())),
          e);
    }
  }

  /**
   * Only scripts outside a transaction have such rows, and whoever wrote one has given up: it can
   * be taken away before there is a lock, whatever other nodes do.
   */
  private void forgetFailures() {
    for (MigrationInfo migration : flyway.info().all()) {
      if (migration.getState() == MigrationState.FAILED) {
        forget(migration);
      }
    }
  }

  private void forget(MigrationInfo migration) {
    String sql = "delete from flyway_schema_history where installed_rank = ? and not success";
    try (Connection connection = flyway.getConfiguration().getDataSource().getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setInt(1, migration.getInstalledRank());
      statement.executeUpdate();
    } catch (SQLException e) {
      throw new FlywayException("Cannot forget that " + migration.getScript() + " failed", e);
    }
  }

  private static String explain(FlywayMigrateException e) {
    String script = e.getMigration().getScript();
    if (e.getCause() == null) {
      return script
          + " has failed on another node while this one waited for it. The reason is in that node's"
          + " log: mend it, then start again.";
    }
    return "The migration %s failed%s: %s. Mend that, then start again: %s."
        .formatted(
            script,
            e.getLineNumber() > 0 ? " at line " + e.getLineNumber() : "",
            oneLine(root(e).getMessage()),
            e.isExecutableInTransaction()
                ? "nothing of it has been done"
                : "what it has left half done is removed by that start");
  }

  private static Throwable root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  private static String oneLine(String message) {
    return String.valueOf(message).strip().replaceAll("\\s+", " ");
  }
}
