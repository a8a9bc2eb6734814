package io.plinth.platform.persistence;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A streaming replica that reads may go to while it is current.
 *
 * <p>Its age is measured, not believed: every {@link #EVERY} the primary is asked how far its log
 * goes, and then the replica how far it has replayed it. Once it has got as far, all that was
 * committed before the primary was asked can be read from it. If that was longer than {@link
 * #OLDEST} ago, because it lags, because it or the primary does not answer, or because nobody has
 * asked, reads go to the primary.
 */
public final class Replica implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final Logger LOG = Logger.getLogger(Replica.class.getName());
  private static final Duration EVERY = Duration.ofMillis(250);
  private static final Duration OLDEST = Duration.ofSeconds(1);

  private static final String RECOVERY_CONFLICT = "40001";
  private static final String CANCELLED = "57014";

  /**
   * Connection, authorisation, resources, intervention by an operator, system, and its own faults.
   */
  private static final List<String> ITS_OWN = List.of("08", "28", "53", "57", "58", "XX");

  /** Longer than a get from the pool takes, and shorter than anybody notices. */
  private static final long CONNECTION_MILLIS = 250;

  private final LongAdder reads = new LongAdder();
  private final String url;
  private final Properties properties;
  private final HikariDataSource pool;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(Replica::thread);

  private Supplier<Line> primary;
  private Line primaryLine;
  private Line line;
  private volatile BooleanSupplier wanted = () -> false;
  private volatile boolean current;
  private volatile boolean complained;
  private volatile long currentAt;

  Replica(String url, HikariConfig config, Properties properties) {
    this.url = url;
    this.properties = properties;
    config.setPoolName("plinth-replica");
    config.setJdbcUrl(url);
    config.setConnectionTimeout(CONNECTION_MILLIS);
    // It may be away at the start: that is no reason not to start.
    config.setInitializationFailTimeout(-1);
    pool = new HikariDataSource(config);
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "plinth-replica");
    thread.setDaemon(true);
    return thread;
  }

  void start(Supplier<Line> toPrimary) {
    primary = toPrimary;
    long millis = EVERY.toMillis();
    thread.scheduleWithFixedDelay(this::look, 0, millis, TimeUnit.MILLISECONDS);
  }

  /** Reads go here where {@code may} says so of the current thread; nowhere before this is said. */
  public void use(BooleanSupplier may) {
    wanted = may;
  }

  /** Whether the current thread should read here. */
  boolean isUsable() {
    return isCurrent() && wanted.getAsBoolean();
  }

  /** Whether it has, for sure, all that was committed a second ago. */
  public boolean isCurrent() {
    return current && System.nanoTime() - currentAt < OLDEST.toNanos();
  }

  private void look() {
    try {
      if (line == null) {
        connect();
      }
      long before = System.nanoTime();
      String end =
          primaryLine.list("select pg_current_wal_lsn()::text", r -> r.getString(1)).get(0);
      if (hasReplayed(end)) {
        currentAt = before;
        current = true;
      }
    } catch (RuntimeException e) {
      suspect(e);
      hangUp();
    }
  }

  /** Another database that happens to be a replica too would give wrong answers. */
  private void connect() {
    primaryLine = primary.get();
    line = Line.open(url, properties, PATIENCE);
    String question = "select system_identifier::text from pg_control_system()";
    if (!primaryLine
        .list(question, r -> r.getString(1))
        .equals(line.list(question, r -> r.getString(1)))) {
      throw new IllegalStateException("plinth.db.read-url is no replica of plinth.db.url");
    }
  }

  /** One that has been promoted is no replica any more, and goes its own way. */
  private boolean hasReplayed(String end) {
    return line.list(
            "select pg_is_in_recovery() and pg_last_wal_replay_lsn() >= cast(? as pg_lsn)",
            row -> row.getBoolean(1),
            end)
        .get(0);
  }

  private void hangUp() {
    try (Line one = primaryLine;
        Line other = line) {
      LOG.log(Level.FINEST, "Hanging up on {0} and {1}", new Object[] {one, other});
    } catch (RuntimeException e) {
      LOG.log(Level.FINEST, "It was broken anyway", e);
    } finally {
      primaryLine = null;
      line = null;
    }
  }

  /** It has failed: it is asked again before it is read from again. */
  void suspect(Exception why) {
    if (current || !complained) {
      LOG.log(Level.WARNING, "Reads go to the primary, for the replica fails: {0}", why.toString());
    }
    complained = true;
    current = false;
  }

  /**
   * Whether the same may well succeed elsewhere: it is away, lets nobody in (whatever the reason
   * is, the pool passes it on), has no resources, is broken, or replay got in the way of a read. A
   * statement that took too long would do so there, too.
   */
  static boolean isToBlame(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLTransientConnectionException) {
        return true;
      }
      if (cause instanceof SQLException sql) {
        String state = sql.getSQLState() == null ? "08" : sql.getSQLState();
        return state.equals(RECOVERY_CONFLICT)
            || (!state.equals(CANCELLED) && ITS_OWN.stream().anyMatch(state::startsWith));
      }
    }
    return false;
  }

  Connection open() throws SQLException {
    Connection connection = pool.getConnection();
    reads.increment();
    return connection;
  }

  void observe(MeterRegistry registry) {
    FunctionCounter.builder("db.replica.reads", reads, LongAdder::sum)
        .description("Transactions that read from the replica")
        .register(registry);
    Gauge.builder("db.replica.current", this, replica -> replica.isCurrent() ? 1 : 0)
        .description("1 while the replica has all that was committed a second ago")
        .register(registry);
  }

  @Override
  public void close() {
    thread.shutdownNow();
    pool.close();
  }
}
