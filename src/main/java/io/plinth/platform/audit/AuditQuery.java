package io.plinth.platform.audit;

import io.plinth.platform.paging.PageRequest;
import io.plinth.platform.web.Link;
import io.plinth.platform.web.Sort;
import java.time.LocalDate;
import java.util.List;

/**
 * What the address of the audit page says.
 *
 * @param action whole, or only what it was done to
 * @param to the day after the last
 * @param after the token of the page before; null for the first
 */
public record AuditQuery(
    Long userId,
    String action,
    AuditOutcome outcome,
    LocalDate from,
    LocalDate to,
    String targetType,
    Long targetId,
    String requestId,
    String sort,
    String after) {
  private static final String NEWEST_FIRST = "-at";

  AuditEventFilter filter() {
    return new AuditEventFilter(
        List.of(),
        userId,
        action == null ? List.of() : List.of(action),
        targetType,
        targetId,
        from,
        to,
        outcome == null ? List.of() : List.of(outcome),
        requestId);
  }

  PageRequest page() {
    return new PageRequest(null, after, order().toString(), null);
  }

  Sort order() {
    return Sort.parse(sort == null ? NEWEST_FIRST : sort);
  }

  Link link() {
    return Link.to("/audit")
        .with("userId", userId)
        .with("action", action)
        .with("outcome", outcome)
        .with("from", from)
        .with("to", to)
        .with("targetType", targetType)
        .with("targetId", targetId)
        .with("requestId", requestId)
        .with("sort", sort)
        .with("after", after);
  }
}
