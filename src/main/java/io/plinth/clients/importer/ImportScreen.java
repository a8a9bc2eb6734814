package io.plinth.clients.importer;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Model of {@code clients/import}: an import while it runs, and its report afterwards.
 *
 * @param jobId the job that runs it; null where the person may not follow that
 * @param status QUEUED, RUNNING, COMPLETED, FAILED or CANCELLED
 * @param rows how many records the file has; null until it has been counted
 * @param processed how many are dealt with
 * @param hours of the entries that were created
 * @param remaining null while unknown
 * @param error why it failed; null unless it did
 * @param problems the first hundred
 */
public record ImportScreen(
    long id,
    Long jobId,
    String fileName,
    long fileSize,
    String format,
    String status,
    Long rows,
    long processed,
    long created,
    long skipped,
    long rejected,
    BigDecimal hours,
    long createdClients,
    long createdServices,
    long createdUsers,
    Duration remaining,
    Instant createdAt,
    Instant finishedAt,
    String user,
    String error,
    long problemCount,
    List<ImportPreviewScreen.Problem> problems) {

  /** Whether it has not ended yet. */
  public boolean running() {
    return status.equals("QUEUED") || status.equals("RUNNING");
  }
}
