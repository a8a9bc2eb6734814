package io.plinth.platform.operations;

import io.plinth.platform.operations.OperationsView.Statements;
import io.plinth.platform.persistence.Transactional;
import io.plinth.platform.security.Access;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.List;

/** Gathers what operators see. At most three statements; the meters are in memory. */
@ApplicationScoped
public class OperationsService {
  private static final int MOST_STATEMENTS = 20;
  private static final String ENABLE =
      "Set shared_preload_libraries = 'pg_stat_statements' in postgresql.conf, restart PostgreSQL,"
          + " and run \"create extension pg_stat_statements\" in this database.";
  private OperationsRepository repository;
  private Meters meters;
  private QueueGauges queues;
  private Access access;

  protected OperationsService() {}

  @Inject
  public OperationsService(
      OperationsRepository repository, Meters meters, QueueGauges queues, Access access) {
    this.repository = repository;
    this.meters = meters;
    this.queues = queues;
    this.access = access;
  }

  @Transactional(readOnly = true)
  public OperationsView get() {
    access.require("metrics:read");
    return new OperationsView(
        meters.requests(),
        meters.routes(),
        meters.pool(),
        queues.seen(),
        meters.jobs(),
        meters.caches(),
        statements(),
        repository.listUnindexedForeignKeys(),
        Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime()),
        Instant.now());
  }

  private Statements statements() {
    return repository
        .findStatementsSchema()
        .map(
            schema ->
                new Statements(
                    true, null, repository.listSlowestStatements(schema, MOST_STATEMENTS)))
        .orElseGet(() -> new Statements(false, ENABLE, List.of()));
  }
}
