package io.plinth.platform.audit;

import io.plinth.fixture.TestSettings;
import io.plinth.platform.paging.PageTokens;
import io.plinth.platform.persistence.MigratedDatabase;
import io.plinth.platform.persistence.Transactions;
import io.plinth.platform.security.Access;
import io.plinth.platform.security.Secret;
import io.plinth.platform.settings.Firm;
import io.plinth.platform.settings.Settings;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A database of a test's own with an audit trail in it; no thread works on it by itself. */
final class AuditDatabase implements AutoCloseable {
  static final String SECRET = "a secret of the tests, 32 bytes or more";
  final MigratedDatabase database;
  final Transactions tx;
  final Access access = new Access();
  final Seals seals;
  final AuditRepository repository;
  final AuditQueue queue;
  final Audit audit;
  private final Map<String, String> settings = new HashMap<>(Map.of("plinth.secret", SECRET));

  AuditDatabase(String name, Map<String, String> more) {
    database = MigratedDatabase.create(name, 6, false);
    settings.putAll(more);
    Settings all = TestSettings.of(settings);
    tx = database.transactions();
    seals = new Seals(new Secret(all), all);
    repository = new AuditRepository(tx, new PageTokens(new Secret(all)), seals, new Firm(all));
    queue = new AuditQueue(tx, repository, all);
    audit = new Audit(access, tx, queue, repository);
  }

  AuditChain chain() {
    return chain(null);
  }

  AuditChain chain(String retention) {
    Map<String, String> with = new HashMap<>(settings);
    with.put("plinth.audit.retention", retention == null ? "" : retention);
    AuditChain chain = new AuditChain(new ChainRepository(tx), tx, seals, TestSettings.of(with));
    if (retention != null) {
      database.execute(
          "delete from audit_retention",
          "insert into audit_retention (keep) values ('%s')".formatted(retention));
    }
    return chain;
  }

  AuditVerification verify() {
    return verify(null);
  }

  AuditVerification verify(AuditAnchor anchor) {
    try (Connection connection = database.connect()) {
      return new AuditVerifier(connection, seals, anchor).verify();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** An event of its own transaction. */
  void event(String action, long id) {
    tx.write(
        () -> {
          audit.did(action, id, Map.of("number", id));
          return null;
        });
  }

  /** An event of another time. */
  void eventAt(String at, long id) {
    AuditEvent event =
        new AuditEvent(
            Instant.parse(at),
            1L,
            "Ada",
            null,
            "boats:create",
            "boats",
            id,
            null,
            Changes.details(Map.of("number", id)),
            null,
            null,
            AuditOutcome.SUCCESS);
    tx.write(
        () -> {
          repository.save(List.of(event));
          return null;
        });
  }

  /** Changes what may not be changed, as an owner of the tables can. */
  void tamper(String... statements) {
    String tables =
        """
        do $$ declare name text; begin
          for name in select 'audit_events' union all select inhrelid::regclass::text
              from pg_inherits where inhparent = 'audit_events'::regclass
              union all values ('audit_chain'), ('audit_checkpoints') loop
            execute format('alter table %s %s trigger user', name, '{}');
          end loop;
        end $$
        """;
    database.execute(tables.replace("{}", "disable"));
    database.execute(statements);
    database.execute(tables.replace("{}", "enable"));
  }

  @Override
  public void close() {
    database.close();
  }
}
