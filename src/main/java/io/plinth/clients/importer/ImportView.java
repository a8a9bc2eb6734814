package io.plinth.clients.importer;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/**
 * An import as others see it.
 *
 * @param format null until the file has been read through
 * @param rows the file's records; 0 until it has been read through
 * @param created entries that are new
 * @param skipped rows that had been imported before
 * @param rejected rows that cannot be stored, each with a problem
 * @param problems the first hundred, not in lists; all of them at {@code /imports/{id}/problems}
 * @param progress percent of the rows that are dealt with
 * @param jobId the job that runs it; null once that has been discarded
 * @param createdHours of the new entries
 */
public record ImportView(
    Long id,
    ImportStatus status,
    SourceFormat format,
    long rows,
    long created,
    long skipped,
    long rejected,
    long problemCount,
    @JsonInclude(JsonInclude.Include.NON_NULL) List<ImportProblem> problems,
    int progress,
    String fileName,
    long fileSize,
    BigDecimal createdHours,
    long createdClients,
    long createdServices,
    long createdUsers,
    Long jobId,
    Long userId,
    String userName,
    Instant createdAt,
    Instant startedAt,
    Instant finishedAt) {

  ImportView with(List<ImportProblem> shown) {
    return new ImportView(
        id,
        status,
        format,
        rows,
        created,
        skipped,
        rejected,
        problemCount,
        shown,
        progress,
        fileName,
        fileSize,
        createdHours,
        createdClients,
        createdServices,
        createdUsers,
        jobId,
        userId,
        userName,
        createdAt,
        startedAt,
        finishedAt);
  }
}
