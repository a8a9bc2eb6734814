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
import org.hibernate.FlushMode;
import org.hibernate.Session;

/**
 * A transaction of one thread. It begins, and takes its connection, when something asks for its
 * entity manager: a service that finds everything in a cache holds nothing up.
 */
final class UnitOfWork implements AutoCloseable {
  private final Database database;
  private final boolean readOnly;
  private final boolean patient;
  private final Map<Consumer<?>, List<Object>> beforeCommit = new LinkedHashMap<>();
  private final List<Runnable> afterCommit = new ArrayList<>();
  private final Set<String> written = new HashSet<>();
  private final Set<String> past = new HashSet<>();
  private Connection own;
  private EntityManager em;

  /** {@code patient}: on a connection without statement timeout, beside the pool. */
  UnitOfWork(Database database, boolean readOnly, boolean patient) {
    this.database = database;
    this.readOnly = readOnly;
    this.patient = patient;
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
      own = patient ? database.openPatient() : null;
      em = database.open(own);
      if (readOnly) {
        Session session = em.unwrap(Session.class);
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

  void commit() {
    if (em == null && beforeCommit.isEmpty()) {
      return;
    }
    if (!readOnly) {
      // Now, and not in the commit: what is flushed may have something gathered.
      em().flush();
      beforeCommit.forEach(UnitOfWork::hand);
    }
    em().getTransaction().commit();
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
