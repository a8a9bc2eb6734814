package io.plinth.platform.persistence;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityTransaction;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.hibernate.FlushMode;
import org.hibernate.Session;
import org.postgresql.PGConnection;

/**
 * The transaction of the current thread: one {@link EntityManager} and one connection from begin to
 * commit. What must be stored with the data, and is best stored all at once, is gathered by {@link
 * #beforeCommit}. What must happen only once the data is visible to others (events, evictions)
 * registers with {@link #afterCommit} and runs when the connection is back in the pool.
 */
@ApplicationScoped
public class Transactions {
  private static final ThreadLocal<Unit> CURRENT = new ThreadLocal<>();
  private static final ThreadLocal<Boolean> PATIENT = new ThreadLocal<>();
  private Database database;
  private Changes changes;

  protected Transactions() {}

  /** For tests without a container. */
  public Transactions(Database database) {
    this(database, new Changes());
  }

  @Inject
  public Transactions(Database database, Changes changes) {
    this.database = database;
    this.changes = changes;
  }

  /**
   * @param written tables that its statements wrote
   * @param past those of them that were written without Hibernate knowing
   */
  private record Unit(
      EntityManager em,
      boolean readOnly,
      Map<Consumer<?>, List<Object>> beforeCommit,
      List<Runnable> afterCommit,
      Set<String> written,
      Set<String> past) {}

  /** Notes what a statement of the current thread's transaction writes. */
  static void executes(String sql, boolean byHibernate) {
    Unit unit = CURRENT.get();
    if (unit != null && !unit.readOnly()) {
      Set<String> tables = WrittenTables.of(sql);
      unit.written().addAll(tables);
      if (!byHibernate) {
        unit.past().addAll(tables);
      }
    }
  }

  /** Runs the transactions of {@code work} without statement timeout, beside the pool: for jobs. */
  public static <T> T patiently(Callable<T> work) throws Exception {
    PATIENT.set(true);
    try {
      return work.call();
    } finally {
      PATIENT.remove();
    }
  }

  /** Whether this thread is in a transaction. */
  public static boolean isUnderWay() {
    return CURRENT.get() != null;
  }

  /** Runs {@code work} in the current transaction, or in one of its own where there is none. */
  public <T> T call(boolean readOnly, Callable<T> work) throws Exception {
    Unit current = CURRENT.get();
    if (current == null) {
      return begin(readOnly, work);
    }
    if (current.readOnly() && !readOnly) {
      throw new IllegalStateException("A read-only transaction cannot be joined by a write");
    }
    return work.call();
  }

  /** Reads in a transaction, where an annotation cannot demarcate it. */
  public <T> T read(Supplier<T> work) {
    return unchecked(true, work);
  }

  /** Writes in a transaction, where an annotation cannot demarcate it. */
  public <T> T write(Supplier<T> work) {
    return unchecked(false, work);
  }

  private <T> T unchecked(boolean readOnly, Supplier<T> work) {
    try {
      return call(readOnly, work::get);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private <T> T begin(boolean readOnly, Callable<T> work) throws Exception {
    Set<String> written = new HashSet<>();
    Set<String> past = new HashSet<>();
    List<Runnable> afterCommit = new ArrayList<>();
    T result;
    try (Connection own = PATIENT.get() == null ? null : database.openPatient();
        EntityManager em = database.open(own)) {
      if (readOnly) {
        Session session = em.unwrap(Session.class);
        session.setDefaultReadOnly(true);
        session.setHibernateFlushMode(FlushMode.MANUAL);
        session.doWork(connection -> connection.setReadOnly(true));
      }
      Unit unit = new Unit(em, readOnly, new LinkedHashMap<>(), afterCommit, written, past);
      CURRENT.set(unit);
      try {
        result = commit(unit, work);
      } finally {
        CURRENT.remove();
      }
    } finally {
      // Also after a failure: a commit whose answer was lost may have happened.
      database.evict(past);
      changes.ended(written);
    }
    afterCommit.forEach(Runnable::run);
    return result;
  }

  private static <T> T commit(Unit unit, Callable<T> work) throws Exception {
    EntityTransaction transaction = unit.em().getTransaction();
    transaction.begin();
    try {
      T result = work.call();
      if (!unit.readOnly()) {
        // Now, and not in the commit: what is flushed may have something gathered.
        unit.em().flush();
        unit.beforeCommit().forEach(Transactions::hand);
      }
      transaction.commit();
      return result;
    } catch (Throwable e) {
      rollback(transaction, e);
      throw e;
    }
  }

  @SuppressWarnings("unchecked")
  private static void hand(Consumer<?> sink, List<Object> items) {
    ((Consumer<List<Object>>) sink).accept(items);
  }

  private static void rollback(EntityTransaction transaction, Throwable cause) {
    try {
      if (transaction.isActive()) {
        transaction.rollback();
      }
    } catch (RuntimeException e) {
      cause.addSuppressed(e);
    }
  }

  /** The entity manager of the transaction under way. Repositories are its only users. */
  public EntityManager em() {
    Unit unit = CURRENT.get();
    if (unit == null) {
      throw new IllegalStateException("No transaction: is the service @Transactional?");
    }
    StatementLog.refuseIfLate();
    return unit.em();
  }

  /** A statement of our own on the connection of the transaction under way. */
  public Sql sql(String text) {
    return new Sql(em().unwrap(Session.class), text);
  }

  /** Copies rows in the text format of COPY into a table; how many. */
  public long copy(String table, byte[] rows) {
    return em().unwrap(Session.class)
        .doReturningWork(
            connection -> {
              long start = System.nanoTime();
              String statement = "copy " + table + " from stdin";
              executes(statement, false);
              try {
                return connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn(statement, new ByteArrayInputStream(rows));
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              } finally {
                StatementLog.executed(statement, System.nanoTime() - start);
              }
            });
  }

  /** Waits until no other node or thread holds the lock {@code name}, and holds it until commit. */
  public void lock(String name) {
    sql("select pg_advisory_xact_lock(hashtextextended(:name, 0))").with("name", name).find(r -> r);
  }

  /**
   * Gathers {@code item} with the others of the transaction under way for {@code sink}, the same
   * object each time, which gets all of them within the transaction, right before it commits. If
   * the sink fails, nothing is committed.
   */
  public <T> void beforeCommit(T item, Consumer<List<T>> sink) {
    Unit unit = CURRENT.get();
    if (unit == null || unit.readOnly()) {
      throw new IllegalStateException("No transaction that writes: " + item + " would be lost");
    }
    unit.beforeCommit().computeIfAbsent(sink, s -> new ArrayList<>()).add(item);
  }

  /** Runs {@code action} once the transaction under way has committed; never if it rolls back. */
  public void afterCommit(Runnable action) {
    Unit unit = CURRENT.get();
    if (unit == null) {
      action.run();
    } else {
      unit.afterCommit().add(action);
    }
  }
}
