package io.plinth.platform.persistence;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;

/**
 * Before a script outside a transaction builds an index, drops what there is of it. The script has
 * never completed, or it would not run, and names of indexes are its own: so an index of that name
 * on that table is what an attempt before has left, INVALID if it was interrupted in this index,
 * complete if in a later one. Flyway holds its lock meanwhile, on the connection that builds: so
 * nobody is building it, not even the server for a node that is gone.
 *
 * <p>Of a partitioned table, a script makes the index {@code on only} the table first, then that of
 * each partition, and attaches it: the first takes along all that was attached to it.
 */
final class UnfinishedIndexes implements Callback {
  private static final Logger LOG = Logger.getLogger(UnfinishedIndexes.class.getName());
  private static final Pattern COMMENT = Pattern.compile("--[^\\n]*");
  private static final Pattern BUILD =
      Pattern.compile(
          "\\s*create\\s+(?:unique\\s+)?index\\s+(?:concurrently\\s+)?(?:if\\s+not\\s+exists\\s+)?"
              + "(\"[^\"]+\"|\\S+)\\s+on\\s+(?:only\\s+)?([^\\s(]+)",
          Pattern.CASE_INSENSITIVE);

  private String script;

  /** The script of the last statement that was begun; null before the first. */
  String script() {
    return script;
  }

  @Override
  public boolean supports(Event event, Context context) {
    return event == Event.BEFORE_EACH_MIGRATE_STATEMENT;
  }

  @Override
  public boolean canHandleInTransaction(Event event, Context context) {
    return true;
  }

  @Override
  public String getCallbackName() {
    return "unfinished indexes";
  }

  @Override
  public void handle(Event event, Context context) {
    script = context.getMigrationInfo().getScript();
    String sql = COMMENT.matcher(context.getStatement().getSql()).replaceAll(" ");
    Matcher build = BUILD.matcher(sql);
    try {
      if (build.lookingAt() && context.getConnection().getAutoCommit()) {
        drop(context.getConnection(), build.group(1), build.group(2));
      }
    } catch (SQLException e) {
      throw new FlywayException(
          "What is there of " + build.group(1) + " cannot be dropped: " + e.getMessage(), e);
    }
  }

  private static void drop(Connection connection, String index, String table) throws SQLException {
    String sql =
        """
        select c.oid::regclass::text as name, c.relkind = 'I' as whole
        from pg_index i join pg_class c on c.oid = i.indexrelid
        where i.indrelid = to_regclass(?) and c.relname = (parse_ident(?))[1]
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, table);
      statement.setString(2, index);
      try (ResultSet found = statement.executeQuery()) {
        if (found.next()) {
          drop(connection, found.getString("name"), found.getBoolean("whole"));
        }
      }
    }
  }

  /** That of a whole partitioned table cannot be dropped concurrently; it has nothing in itself. */
  private static void drop(Connection connection, String name, boolean whole) throws SQLException {
    LOG.log(Level.WARNING, "An interrupted migration has left the index {0}: made anew", name);
    try (Statement statement = connection.createStatement()) {
      statement.execute("drop index " + (whole ? "" : "concurrently ") + name);
    }
  }
}
