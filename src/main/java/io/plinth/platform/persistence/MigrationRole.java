package io.plinth.platform.persistence;

import io.plinth.platform.settings.Settings;
import io.plinth.platform.settings.SettingsException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The role that owns the tables, where it is not the application's own: then the application can
 * neither change the schema nor switch off what guards the audit trail.
 */
public record MigrationRole(String user, String password) {
  private static final String USER = "plinth.db.migration-user";
  private static final String PASSWORD = "plinth.db.migration-password";

  /** All that the application may do, said anew after every migration; %1$s is its role. */
  private static final List<String> GRANTS =
      List.of(
          // Who can add to the schema could have the owner's functions call what is not theirs.
          "revoke create on schema %2$s from public, %1$s",
          "grant usage on schema %2$s to %1$s",
          "grant select, insert, update, delete on all tables in schema %2$s to %1$s",
          "grant usage, select on all sequences in schema %2$s to %1$s",
          "revoke insert, update, delete on flyway_schema_history from %1$s",
          "revoke update, delete on audit_chain, audit_checkpoints from %1$s",
          "revoke insert, update, delete on audit_retention from %1$s",
          "revoke insert, delete on audit_head from %1$s",
          "grant execute on function audit_make_partitions, audit_stray_months,"
              + " audit_drop_partitions, audit_forget_chain to %1$s");

  /** Partitions are reached through their parent: they need no rights of their own. */
  private static final String PARTITIONS =
      """
      do $$ declare name text; begin
        for name in select 'audit_events' union all
            select inhrelid::regclass::text from pg_inherits
            where inhparent = 'audit_events'::regclass loop
          execute format('revoke all on %%s from %%I', name, '%3$s');
        end loop;
        execute format('grant select, insert on audit_events to %%I', '%3$s');
      end $$
      """;

  private static final String FOR_EVER = "delete from audit_retention";
  private static final String RETENTION =
      """
      insert into audit_retention (keep) values (make_interval(secs => ?))
      on conflict (only_one) do update set keep = excluded.keep
      """;

  /** Null where none is set; half of it is an error. */
  static MigrationRole from(Settings settings) {
    Optional<String> user = settings.find(USER);
    Optional<String> password = settings.find(PASSWORD);
    if (user.isEmpty() && password.isPresent()) {
      throw new SettingsException(USER, "must be set where its password is");
    }
    return user.map(name -> new MigrationRole(name, password.orElse(""))).orElse(null);
  }

  /**
   * Says how long audit events are kept (null: for ever), and gives the application's role, where
   * it is another, what it needs and no more.
   */
  void settle(String url, String application, Duration auditRetention) {
    try (Connection connection = DriverManager.getConnection(url, user, password)) {
      connection.setAutoCommit(false);
      keepAudit(connection, auditRetention);
      if (!application.equals(user)) {
        grant(connection, application);
      }
      connection.commit();
    } catch (SQLException e) {
      throw new IllegalStateException(
          user + " cannot give " + application + " its rights: " + e.getMessage(), e);
    }
  }

  private static void keepAudit(Connection connection, Duration retention) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(retention == null ? FOR_EVER : RETENTION)) {
      if (retention != null) {
        statement.setDouble(1, retention.toSeconds());
      }
      statement.executeUpdate();
    }
  }

  private static void grant(Connection connection, String application) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      String role = statement.enquoteIdentifier(application, true);
      String schema = statement.enquoteIdentifier(connection.getSchema(), true);
      String literal = application.replace("'", "''");
      for (String grant : GRANTS) {
        statement.execute(grant.formatted(role, schema));
      }
      statement.execute(PARTITIONS.formatted(role, schema, literal));
    }
  }

  @Override
  public String toString() {
    return user;
  }
}
