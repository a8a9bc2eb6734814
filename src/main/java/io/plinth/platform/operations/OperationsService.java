package io.plinth.platform.operations;

import io.plinth.platform.audit.Audit;
import io.plinth.platform.cache.ResultCache;
import io.plinth.platform.cluster.Presence;
import io.plinth.platform.error.ProblemException;
import io.plinth.platform.error.ProblemType;
import io.plinth.platform.operations.OperationsView.Statements;
import io.plinth.platform.persistence.Changes;
import io.plinth.platform.persistence.Database;
import io.plinth.platform.persistence.Transactional;
import io.plinth.platform.persistence.Transactions;
import io.plinth.platform.security.Access;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

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
  private Presence presence;
  private Access access;
  private ResultCache results;
  private Database database;
  private Audit audit;
  private Transactions tx;

  protected OperationsService() {}

  @Inject
  public OperationsService(
      OperationsRepository repository,
      Meters meters,
      QueueGauges queues,
      Presence presence,
      Access access,
      ResultCache results,
      Database database,
      Audit audit,
      Transactions tx) {
    this.repository = repository;
    this.meters = meters;
    this.queues = queues;
    this.presence = presence;
    this.access = access;
    this.results = results;
    this.database = database;
    this.audit = audit;
    this.tx = tx;
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
        presence.nodes(),
        Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime()),
        Instant.now());
  }

  /**
   * Empties a cache, here and, by the commit, on all nodes, and ends what was made from it: what is
   * asked for next comes from the database.
   */
  @Transactional
  public void clearCache(String name) {
    access.require("operations:write");
    boolean ofResults = results.clear(name);
    boolean ofEntities = database.clear(name);
    if (!ofResults && !ofEntities) {
      throw new ProblemException(
          ProblemType.NOT_FOUND,
          "There is no cache named " + name + ". There are: " + names(meters.caches()) + ".");
    }
    tx.touch(List.of(Changes.cache(name), Changes.cache("answers")));
    audit.did("caches:clear", null, Map.of("cache", name));
  }

  private static String names(List<OperationsView.Cache> caches) {
    return caches.stream().map(OperationsView.Cache::name).collect(Collectors.joining(", "));
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
