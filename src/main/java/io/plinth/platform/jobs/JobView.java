package io.plinth.platform.jobs;

import java.time.Instant;

/**
 * A job as others see it.
 *
 * @param version the number of its last event
 * @param status FAILED is a dead letter: all attempts are used up, and error says why
 * @param priority the higher ones first; the job that has waited for longest gets its turn anyway
 * @param attempts begun so far
 * @param maxAttempts after which it is a dead letter
 * @param cancelRequested whether it has been told to stop
 * @param done how far it got, in units
 * @param total of the units; null while unknown
 * @param unit such as rows
 * @param remainingSeconds by the pace of the present attempt; null while unknown
 * @param error why the last attempt failed
 * @param userId who asked for it; null where Plinth did of itself
 * @param runAt when it is, or was, due: later after each failure
 * @param startedAt when the last attempt began
 */
public record JobView(
    Long id,
    Long version,
    String kind,
    JobStatus status,
    Integer priority,
    Integer attempts,
    Integer maxAttempts,
    Boolean cancelRequested,
    Long done,
    Long total,
    String unit,
    Long remainingSeconds,
    String error,
    Long userId,
    String userName,
    Instant createdAt,
    Instant runAt,
    Instant startedAt,
    Instant finishedAt) {}
