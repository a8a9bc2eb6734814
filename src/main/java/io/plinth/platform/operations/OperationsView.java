package io.plinth.platform.operations;

import io.plinth.platform.cluster.NodeView;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/**
 * How this node and its database are doing. All durations are milliseconds; what is counted, is
 * counted since the start of the node.
 *
 * @param nodes that serve this database, this one among them
 * @param since when the node started
 */
public record OperationsView(
    Requests requests,
    List<RouteRow> routes,
    Pool pool,
    List<Queue> queues,
    List<JobRow> jobs,
    List<Cache> caches,
    Statements statements,
    List<ForeignKey> unindexedForeignKeys,
    List<NodeView> nodes,
    Instant since,
    Instant asOf) {

  /**
   * All requests together.
   *
   * @param active being worked on now
   * @param failures answered with a status of 500 or more
   */
  public record Requests(
      long count,
      long active,
      long failures,
      BigDecimal mean,
      BigDecimal p50,
      BigDecimal p95,
      BigDecimal p99,
      BigDecimal statements) {}

  /**
   * One route's requests; percentiles are estimates within the histogram's buckets.
   *
   * @param statements sent to the database, on average
   * @param mostStatements the most that one request sent lately
   */
  public record RouteRow(
      String method,
      String route,
      long count,
      BigDecimal mean,
      BigDecimal p50,
      BigDecimal p95,
      BigDecimal p99,
      BigDecimal statements,
      long mostStatements) {}

  /** The connections to the database. */
  public record Pool(long size, long active, long idle, long waiting, BigDecimal meanAcquisition) {}

  /**
   * Jobs that wait or run, of all nodes.
   *
   * @param dead failed for good: they wait for somebody to retry or to discard them
   * @param oldestSeconds how long the first that is due has been waiting
   */
  public record Queue(String kind, long queued, long running, long dead, long oldestSeconds) {}

  /** Attempts at jobs on this node. */
  public record JobRow(
      String kind, String outcome, long count, BigDecimal mean, BigDecimal longest) {}

  /** A cache; hitRate is null where nothing was asked for yet. */
  public record Cache(String name, long hits, long misses, long evictions, BigDecimal hitRate) {}

  /**
   * The slowest statements, by the time they took altogether.
   *
   * @param available whether the database counts them: the extension pg_stat_statements
   * @param hint what to do where it does not; null otherwise
   */
  public record Statements(boolean available, String hint, List<StatementRow> slowest) {}

  /** A statement, without its values. */
  public record StatementRow(
      String statement, long calls, BigDecimal total, BigDecimal mean, BigDecimal max, long rows) {}

  /** A foreign key that no index begins with: deleting what it refers to reads the whole table. */
  public record ForeignKey(String table, String name, String columns) {}
}
