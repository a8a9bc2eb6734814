package io.plinth.platform.persistence;

import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityTransaction;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.hibernate.CacheMode;
import org.hibernate.FlushMode;
import org.hibernate.Session;
import org.postgresql.PGConnection;

/**
 * A transaction of one thread. It begins, and takes its connection, when something asks for its
 * entity manager: a service that finds everything in a cache holds nothing up.
 */
final class UnitOfWork implements AutoCloseable {
  private static final String ANNOUNCE = "select pg_notify('plinth_changes', :changes)";
  private final Database database;
  private final Changes changes;
  private final Replica replica;
  private final boolean readOnly;
  private final boolean patient;
  private final Map<Consumer<?>, List<Object>> beforeCommit = new LinkedHashMap<>();
  private final List<Runnable> afterCommit = new ArrayList<>();
  private final Set<String> written = new HashSet<>();
  private final Set<String> past = new HashSet<>();
  private boolean streamed;
  private int committing;
  private Connection own;
  private EntityManager em;

  /** {@code patient}: on a connection with the statement timeout of jobs, beside the pool. */
  UnitOfWork(Database database, Changes changes, boolean readOnly, boolean patient) {
    this.database = database;
    this.changes = changes;
    this.replica = null;
    this.readOnly = readOnly;
    this.patient = patient;
  }

  /** Reads from a replica. */
  UnitOfWork(Database database, Changes changes, Replica replica) {
    this.database = database;
    this.changes = changes;
    this.replica = replica;
    this.readOnly = true;
    this.patient = false;
  }

  boolean isReadOnly() {
    return readOnly;
  }

  /** For whom what is gathered before the commit, in the order of the first of each. */
  List<Object> gathered(Consumer<?> sink) {
    return beforeCommit.computeIfAbsent(sink, s -> new ArrayList<>());
  }

  List<Runnable> afterCommit() {
    return afterCommit;
  }

  /** Tables that its statements wrote. */
  Set<String> written() {
    return written;
  }

  /** Those of them that were written without Hibernate knowing. */
  Set<String> past() {
    return past;
  }

  void executes(String sql, boolean byHibernate) {
    if (!readOnly) {
      Set<String> tables = WrittenTables.of(sql);
      written.addAll(tables);
      if (!byHibernate) {
        past.addAll(tables);
      }
    }
  }

  EntityManager em() {
    if (em == null) {
      begin();
    }
    return em;
  }

  private void begin() {
    try {
      own = patient ? database.openPatient() : replica == null ? null : replica.open();
      em = database.open(own);
      Session session = em.unwrap(Session.class);
      session.setCacheMode(cacheMode());
      if (readOnly) {
        session.setDefaultReadOnly(true);
        session.setHibernateFlushMode(FlushMode.MANUAL);
        session.doWork(connection -> connection.setReadOnly(true));
      }
      em.getTransaction().begin();
      StatementLog.begun();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What a replica says may be older than what is kept. In doubt, what is kept may be. */
  private CacheMode cacheMode() {
    if (changes.areDoubted()) {
      return CacheMode.IGNORE;
    }
    return replica == null ? CacheMode.NORMAL : CacheMode.GET;
  }

  void streams() {
    streamed = true;
  }

  /** Whether rows have been handed out that cannot be called back. */
  boolean hasStreamed() {
    return streamed;
  }

  void commit() {
    if (em == null && beforeCommit.isEmpty()) {
      return;
    }
    if (!readOnly) {
      // Now, and not in the commit: what is flushed may have something gathered.
      em().flush();
      beforeCommit.forEach(UnitOfWork::hand);
      changes.announcement(written).ifPresent(this::announce);
    }
    committing = written.isEmpty() ? 0 : session();
    em().getTransaction().commit();
    committing = 0;
    if (!written.isEmpty()) {
      changes.committed();
    }
  }

  /** The number of its session at the server, which the driver has known since it was opened. */
  private int session() {
    return em.unwrap(Session.class)
        .doReturningWork(connection -> connection.unwrap(PGConnection.class).getBackendPID());
  }

  /** The session that was told to commit and has not answered; 0: none. */
  int committing() {
    return committing;
  }

  /** Arrives at the other nodes if this commits, and when: also if this node ends right then. */
  private void announce(String text) {
    new Sql(em.unwrap(Session.class), ANNOUNCE).with("changes", text).find(row -> row);
  }

  @SuppressWarnings("unchecked")
  private static void hand(Consumer<?> sink, List<Object> items) {
    ((Consumer<List<Object>>) sink).accept(items);
  }

  /** After {@code cause}, to which another failure is added. */
  void rollback(Throwable cause) {
    try {
      EntityTransaction transaction = em == null ? null : em.getTransaction();
      if (transaction != null && transaction.isActive()) {
        transaction.rollback();
      }
    } catch (RuntimeException e) {
      cause.addSuppressed(e);
    }
  }

  @Override
  public void close() throws SQLException {
    try (Connection last = own) {
      if (em != null) {
        em.close();
      }
    }
  }
}
