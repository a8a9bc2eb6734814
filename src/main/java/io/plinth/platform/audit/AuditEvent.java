package io.plinth.platform.audit;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * An event on its way into the table, made so that the table takes it and gives it back unchanged:
 * microseconds, no NUL, no half of a character, nothing endless.
 */
record AuditEvent(
    Instant at,
    Long userId,
    String userName,
    Long keyId,
    String action,
    String targetType,
    Long targetId,
    JsonNode before,
    JsonNode after,
    String address,
    String requestId,
    AuditOutcome outcome) {
  private static final int LONGEST_NAME = 200;

  AuditEvent {
    at = at.truncatedTo(ChronoUnit.MICROS);
    userName = Changes.storable(userName, LONGEST_NAME);
    action = Changes.storable(action, LONGEST_NAME);
    targetType = Changes.storable(targetType, LONGEST_NAME);
    address = Changes.storable(address, LONGEST_NAME);
    requestId = Changes.storable(requestId, LONGEST_NAME);
  }

  /** The same without what a client could have put in. */
  AuditEvent bare() {
    return new AuditEvent(
        at, userId, null, keyId, action, null, targetId, null, null, null, null, outcome);
  }
}
