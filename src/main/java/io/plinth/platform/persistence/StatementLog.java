package io.plinth.platform.persistence;

import io.plinth.platform.error.ProblemException;
import io.plinth.platform.error.ProblemType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.hibernate.BaseSessionEventListener;
import org.hibernate.resource.jdbc.spi.StatementInspector;

/**
 * Counts and times the statements of the current thread, for {@code Server-Timing}, the
 * slow-request log and the tests. Hibernate's statements come through its listener, our own through
 * {@link Sql}.
 */
public final class StatementLog {
  private static final ThreadLocal<StatementLog> CURRENT = new ThreadLocal<>();
  private static final int MOST_TEXTS = 50;

  private static volatile LongConsumer observer = nanos -> {};

  private int count;
  private int transactions;
  private long nanos;
  private final List<Execution> executions = new ArrayList<>();
  private final List<String> texts = new ArrayList<>();
  private final long start = System.nanoTime();
  private final long mostNanos;

  private StatementLog(long mostNanos) {
    this.mostNanos = mostNanos;
  }

  /**
   * One execution.
   *
   * @param text without its values
   * @param startNanos by {@link System#nanoTime}
   */
  public record Execution(String text, long startNanos, long nanos) {}

  /** Has every execution's duration in nanoseconds told to {@code consumer}: for the metrics. */
  public static void observe(LongConsumer consumer) {
    observer = consumer;
  }

  /** Starts counting anew on this thread. */
  public static StatementLog begin() {
    return begin(Duration.ofDays(1));
  }

  /** The same, for a request that may take so long. */
  public static StatementLog begin(Duration atMost) {
    StatementLog log = new StatementLog(atMost.toNanos());
    CURRENT.set(log);
    return log;
  }

  /** Ends a request that has outlived its time: it gets no further statement. */
  static void refuseIfLate() {
    StatementLog log = CURRENT.get();
    if (log != null && System.nanoTime() - log.start > log.mostNanos) {
      throw new ProblemException(
          ProblemType.TIMED_OUT, "The request took longer than it may. Narrow it.");
    }
  }

  public static void end() {
    CURRENT.remove();
  }

  /** Notes that this thread has begun a transaction in the database. */
  static void begun() {
    StatementLog log = CURRENT.get();
    if (log != null) {
      log.transactions++;
    }
  }

  /** Transactions that this thread has begun in the database since {@link #begin()}. */
  public static int transactionsOfThread() {
    StatementLog log = CURRENT.get();
    return log == null ? 0 : log.transactions;
  }

  /** Statements executed; a JDBC batch is one. */
  public int count() {
    return count;
  }

  public long nanos() {
    return nanos;
  }

  /** The first texts, without their values. */
  public List<String> texts() {
    return List.copyOf(texts);
  }

  /** The first executions: for traces. */
  public List<Execution> executions() {
    return List.copyOf(executions);
  }

  /** Notes a statement that went past Hibernate. */
  public static void executed(String text, long nanos) {
    observer.accept(nanos);
    StatementLog log = CURRENT.get();
    if (log != null) {
      log.note(text);
      log.add(nanos);
    }
  }

  private void add(long duration) {
    count++;
    nanos += duration;
    if (executions.size() < MOST_TEXTS && !texts.isEmpty()) {
      String text = texts.get(texts.size() - 1);
      executions.add(new Execution(text, System.nanoTime() - duration, duration));
    }
  }

  private void note(String text) {
    if (texts.size() < MOST_TEXTS) {
      texts.add(text);
    }
  }

  /** Hibernate's texts. */
  public static final class Texts implements StatementInspector {
    private static final long serialVersionUID = 1L;

    @Override
    public String inspect(String sql) {
      Transactions.executes(sql, true);
      StatementLog log = CURRENT.get();
      if (log != null) {
        log.note(sql);
      }
      return sql;
    }
  }

  /** Hibernate's executions. */
  public static final class Times extends BaseSessionEventListener {
    private static final long serialVersionUID = 1L;
    private long start;

    @Override
    public void jdbcExecuteStatementStart() {
      start = System.nanoTime();
    }

    @Override
    public void jdbcExecuteStatementEnd() {
      finish();
    }

    @Override
    public void jdbcExecuteBatchStart() {
      start = System.nanoTime();
    }

    @Override
    public void jdbcExecuteBatchEnd() {
      finish();
    }

    private void finish() {
      long duration = System.nanoTime() - start;
      observer.accept(duration);
      StatementLog log = CURRENT.get();
      if (log != null) {
        log.add(duration);
      }
    }
  }
}
