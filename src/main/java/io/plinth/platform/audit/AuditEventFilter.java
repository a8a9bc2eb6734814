package io.plinth.platform.audit;

import java.time.LocalDate;
import java.util.List;

/**
 * Which events.
 *
 * @param action whole, as {@code clients:update}, or only what it was done to: {@code clients}
 * @param targetType as in the API: {@code api-keys}
 * @param from first day, in the firm's time zone
 * @param to the day after the last
 */
public record AuditEventFilter(
    List<Long> id,
    Long userId,
    List<String> action,
    String targetType,
    Long targetId,
    LocalDate from,
    LocalDate to,
    List<AuditOutcome> outcome,
    String requestId) {}
