package io.plinth.testing;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes what a test needs, under names that no other test has. Clients, services and entries come
 * through the API, so that they obey its rules.
 */
public final class Given {
  private static final AtomicLong NUMBERS = new AtomicLong();
  private final Plinth plinth;

  Given(Plinth plinth) {
    this.plinth = plinth;
  }

  /** A name that no other test has. */
  public static String unique(String what) {
    return what + "-" + NUMBERS.incrementAndGet();
  }

  /** A user of a role who can sign in and has an API key. */
  public Person createUser(String role) {
    String username = unique(role.toLowerCase(java.util.Locale.ROOT));
    String password = "password of " + username;
    long id =
        plinth
            .api()
            .post(
                "/api/v1/users",
                Map.of(
                    "username", username,
                    "displayName", "Ms " + username,
                    "password", password,
                    "role", role))
            .expect(201)
            .id();
    update("update users set must_change_password = false where id = ?", id);
    String key = createKey(id, null);
    return new Person(id, username, password, key, plinth.anonymous().bearer(key));
  }

  /** An API key of a user, narrowed to some permissions; null: not narrowed. */
  public String createKey(long userId, List<String> permissions) {
    String key = unique("key") + "-0123456789-0123456789-0123456789";
    update(
        """
        insert into api_keys (user_id, name, key_hash, prefix, permissions)
        values (?, 'test', ?, 'test', cast(? as text[]))
        """,
        userId,
        sha256(key),
        permissions == null ? null : "{" + String.join(",", permissions) + "}");
    return key;
  }

  /** A role with exactly these permissions; its name. */
  public String createRole(String... permissions) {
    String name = unique("role");
    update("insert into roles (name) values (?)", name);
    for (String permission : permissions) {
      update(
          """
          insert into role_permissions (role_id, permission)
          select id, ? from roles where name = ?
          """,
          permission,
          name);
    }
    return name;
  }

  /** An active client; its id. */
  public long createClient() {
    return createClient(Map.of());
  }

  public long createClient(Map<String, ?> more) {
    return create("clients", Map.of("legalName", unique("Client"), "status", "ACTIVE"), more);
  }

  /** A monthly service of a client; its id. */
  public long createService(long clientId) {
    return createService(clientId, Map.of());
  }

  public long createService(long clientId, Map<String, ?> more) {
    Map<String, Object> service =
        Map.of(
            "clientId",
            clientId,
            "serviceType",
            unique("Service"),
            "billingFrequency",
            "MONTHLY",
            "fee",
            100);
    return create("services", service, more);
  }

  /** An hour, on 2026-01-15, of a user for a client; its id. */
  public long createEntry(long clientId, long userId) {
    return createEntry(clientId, userId, Map.of());
  }

  public long createEntry(long clientId, long userId, Map<String, ?> more) {
    Map<String, Object> entry =
        Map.of("clientId", clientId, "userId", userId, "date", "2026-01-15", "duration", 3600);
    return create("timesheet-entries", entry, more);
  }

  /** A job in a state, of a kind that nobody handles; one that runs is held for 50 s. */
  public long createJob(String status) {
    String id = select("select nextval('jobs_seq')").get(0);
    update(
        """
        insert into jobs (id, kind, payload, status, attempts, max_attempts, error, started_at,
            finished_at, lease_owner, lease_until)
        select cast(? as bigint), 'sample', '', s, 1, 1, case when s = 'FAILED' then 'planted' end,
            now(), case when s in ('QUEUED', 'RUNNING') then null else now() end,
            case when s = 'RUNNING' then 'test' end,
            case when s = 'RUNNING' then now() + interval '50 seconds' end
        from (values (?)) v(s)
        """,
        id,
        status);
    return Long.parseLong(id);
  }

  private long create(String what, Map<String, ?> fields, Map<String, ?> more) {
    Map<String, Object> body = new HashMap<>(fields);
    body.putAll(more);
    return plinth.api().post("/api/v1/" + what, body).expect(201).id();
  }

  /** Changes the database past the server; how many rows. */
  public int update(String sql, Object... values) {
    try (Connection connection = plinth.connection();
        PreparedStatement statement = prepare(connection, sql, values)) {
      return statement.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Reads the first column of all rows, past the server. */
  public List<String> select(String sql, Object... values) {
    try (Connection connection = plinth.connection();
        PreparedStatement statement = prepare(connection, sql, values);
        ResultSet rows = statement.executeQuery()) {
      List<String> found = new ArrayList<>();
      while (rows.next()) {
        found.add(rows.getString(1));
      }
      return found;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static PreparedStatement prepare(Connection connection, String sql, Object... values)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
    return statement;
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
