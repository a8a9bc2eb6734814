package io.plinth.testing;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Fifty of everything that a sample has one of, most of them made past the server: it is quick. */
public final class FiftyRows {
  public static final int MANY = 50;

  /**
   * Those that have few rows by their nature: Flyway's own, one row a chain, one a check of it, one
   * a node, and the links that follow the events within seconds.
   */
  private static final Set<String> FEW =
      Set.of(
          "flyway_schema_history",
          "audit_head",
          "audit_checkpoints",
          "audit_chain",
          "audit_retention",
          "bootstrap_keys",
          "nodes");

  private FiftyRows() {}

  /** About the same client, person, import and job. */
  public static void around(Plinth plinth, Sample sample) {
    Given given = plinth.given();
    people(given, sample.user());
    clients(given, sample.client(), sample.user());
    jobs(given, sample);
    imports(given, sample);
    for (int i = 0; i < MANY; i++) {
      // Through the server: each is an event of the audit trail, too.
      given.createService(sample.client());
    }
  }

  private static void people(Given given, long user) {
    many(
        given,
        """
        with r as (
          insert into roles (name) select 'role ' || gen_random_uuid() from generate_series(1, 50)
          returning id)
        insert into role_permissions (role_id, permission) select id, 'profile:read' from r
        """);
    many(
        given,
        """
        insert into users (username, display_name, role_id)
        select 'u' || gen_random_uuid(), 'Ms ' || n, 3 from generate_series(1, 50) n
        """);
    many(
        given,
        """
        insert into api_keys (user_id, name, key_hash, prefix)
        select ?, 'key ' || n, sha256(cast(gen_random_uuid() as text)::bytea), 'test'
        from generate_series(1, 50) n
        """,
        user);
    many(
        given,
        """
        insert into sessions (id_hash, user_id, csrf_token, created_at, last_seen_at)
        select sha256(cast(gen_random_uuid() as text)::bytea), ?, 'token', now(), now()
        from generate_series(1, 50)
        """,
        user);
    many(
        given,
        """
        insert into user_identities (issuer, subject, user_id)
        select 'https://id.example/' || gen_random_uuid(), 'x', ? from generate_series(1, 50)
        """,
        user);
    many(
        given,
        """
        insert into used_sign_ins (attempt_hash)
        select sha256(cast(gen_random_uuid() as text)::bytea) from generate_series(1, 50)
        """);
    many(
        given,
        """
        insert into idempotency_keys (id, user_id, request, scope, status)
        select sha256(cast(gen_random_uuid() as text)::bytea), ?, '', '', 201
        from generate_series(1, 50)
        """,
        user);
  }

  private static void clients(Given given, long client, long user) {
    many(
        given,
        """
        insert into clients
          (legal_name, status, stage, owner_id, estimated_value, next_follow_up_date, currency)
        select 'Prospect ' || gen_random_uuid(), 'PROSPECT', 'NEW', ?, 100, current_date, 'USD'
        from generate_series(1, 50)
        """,
        user);
    many(
        given,
        """
        insert into client_stage_changes (client_id, stage, changed_at, changed_by)
        select ?, 'NEW', now(), ? from generate_series(1, 50)
        """,
        client,
        user);
    many(
        given,
        """
        insert into services (client_id, service_type, billing_frequency, fee)
        select max(id), 'Service ' || n, 'MONTHLY', 10
        from clients, generate_series(1, 50) n group by n
        """);
    many(
        given,
        """
        insert into timesheet_entries
          (client_id, user_id, date, duration, project_task, hourly_rate, currency)
        select ?, ?, current_date - n, 3600, 'task ' || n, 100, 'USD'
        from generate_series(1, 50) n
        """,
        client,
        user);
  }

  private static void jobs(Given given, Sample sample) {
    many(
        given,
        """
        insert into jobs (id, kind, payload, status, user_id, finished_at)
        select nextval('jobs_seq'), 'sample', '', 'COMPLETED', ?, now() from generate_series(1, 50)
        """,
        sample.user());
    many(
        given,
        """
        insert into job_events (job_id, seq, kind, status, attempts, cancel_requested)
        select ?, 1000 + n, 'STATUS', 'COMPLETED', 1, false from generate_series(1, 50) n
        """,
        sample.job());
  }

  private static void imports(Given given, Sample sample) {
    many(
        given,
        """
        insert into imports (user_id, file_name, file_size, status, job_id)
        select ?, 'file ' || n, 1, 'COMPLETED', ? from generate_series(1, 50) n
        """,
        sample.user(),
        sample.job());
    many(
        given,
        """
        insert into import_chunks (import_id, seq, bytes)
        select ?, 1000 + n, '' from generate_series(1, 50) n
        """,
        sample.imported());
    many(
        given,
        """
        insert into import_problems (import_id, seq, line, detail)
        select ?, 1000 + n, n, 'planted' from generate_series(1, 50) n
        """,
        sample.imported());
  }

  private static void many(Given given, String sql, Object... values) {
    int rows = given.update(sql, values);
    if (rows != MANY) {
      throw new AssertionError(rows + " rows from " + sql);
    }
  }

  /** Tables of the schema that have fewer rows, and how many. */
  public static Map<String, Integer> missing(Plinth plinth) {
    Map<String, Integer> missing = new TreeMap<>();
    List<String> tables =
        plinth
            .given()
            .select(
                """
                select relname from pg_class
                where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
                  and not relispartition
                """);
    for (String table : tables) {
      int rows = plinth.given().select("select 1 from " + table + " limit " + MANY).size();
      if (rows < MANY && !FEW.contains(table)) {
        missing.put(table, rows);
      }
    }
    return missing;
  }
}
