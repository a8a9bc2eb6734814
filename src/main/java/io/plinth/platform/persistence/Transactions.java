package io.plinth.platform.persistence;

import io.plinth.platform.error.Problems;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Supplier;
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
  private static final ThreadLocal<UnitOfWork> CURRENT = new ThreadLocal<>();
  private static final ThreadLocal<Boolean> PATIENT = new ThreadLocal<>();
  private Database database;
  private Changes changes;
  private UndecidedCommits undecided;

  protected Transactions() {}

  /** For tests without a container. */
  public Transactions(Database database) {
    this(database, new Changes());
  }

  @Inject
  public Transactions(Database database, Changes changes) {
    this.database = database;
    this.changes = changes;
    undecided = new UndecidedCommits(database, changes);
  }

  /** Notes what a statement of the current thread's transaction writes. */
  static void executes(String sql, boolean byHibernate) {
    UnitOfWork unit = CURRENT.get();
    if (unit != null) {
      unit.executes(sql, byHibernate);
    }
  }

  /** Says that rows of the current thread's transaction are handed out while they are read. */
  static void streams() {
    UnitOfWork unit = CURRENT.get();
    if (unit != null) {
      unit.streams();
    }
  }

  /** Runs the transactions of {@code work} with the statement timeout of jobs, beside the pool. */
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
    UnitOfWork current = CURRENT.get();
    if (current == null) {
      return begin(readOnly, work);
    }
    if (current.isReadOnly() && !readOnly) {
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
    boolean patient = PATIENT.get() != null;
    if (readOnly && !patient) {
      Optional<Replica> replica = database.replica().filter(Replica::isUsable);
      if (replica.isPresent()) {
        return readFrom(replica.get(), work);
      }
    }
    return run(new UnitOfWork(database, changes, readOnly, patient), work);
  }

  /** If the replica fails, the primary answers: what only reads can be done again. */
  private <T> T readFrom(Replica replica, Callable<T> work) throws Exception {
    UnitOfWork unit = new UnitOfWork(database, changes, replica);
    try {
      return run(unit, work);
    } catch (Exception e) {
      if (unit.hasStreamed() || !Replica.isToBlame(e)) {
        throw e;
      }
      replica.suspect(e);
      return run(new UnitOfWork(database, changes, true, false), work);
    }
  }

  private <T> T run(UnitOfWork unit, Callable<T> work) throws Exception {
    T result;
    try (unit) {
      CURRENT.set(unit);
      result = commit(unit, work);
    } finally {
      CURRENT.remove();
      // Also after a failure: a commit whose answer was lost may have happened.
      database.evict(unit.past());
      changes.ended(unit.written());
    }
    unit.afterCommit().forEach(Runnable::run);
    return result;
  }

  private <T> T commit(UnitOfWork unit, Callable<T> work) throws Exception {
    try {
      T result = work.call();
      unit.commit();
      return result;
    } catch (Throwable e) {
      if (unit.committing() != 0 && Problems.isDatabaseAway(e)) {
        undecided.add(unit.committing(), unit.written());
      }
      unit.rollback(e);
      throw e;
    }
  }

  /** The entity manager of the transaction under way. Repositories are its only users. */
  public EntityManager em() {
    UnitOfWork unit = CURRENT.get();
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
    UnitOfWork unit = CURRENT.get();
    if (unit == null || unit.isReadOnly()) {
      throw new IllegalStateException("No transaction that writes: " + item + " would be lost");
    }
    unit.gathered(sink).add(item);
  }

  /** Has the transaction under way end what was made of {@code tables}, as if it wrote them. */
  public void touch(Collection<String> tables) {
    UnitOfWork unit = CURRENT.get();
    if (unit == null || unit.isReadOnly()) {
      throw new IllegalStateException("No transaction that writes: " + tables);
    }
    unit.written().addAll(tables);
  }

  /** Runs {@code action} once the transaction under way has committed; never if it rolls back. */
  public void afterCommit(Runnable action) {
    UnitOfWork unit = CURRENT.get();
    if (unit == null) {
      action.run();
    } else {
      unit.afterCommit().add(action);
    }
  }
}
