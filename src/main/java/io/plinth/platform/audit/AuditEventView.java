package io.plinth.platform.audit;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * What somebody did.
 *
 * @param userId null where Plinth did it of itself, or nobody was signed in
 * @param userName as it was then; at a failed sign-in, as it was typed
 * @param keyId the API key it was done with; null where it was a session
 * @param action {@code resource:action}
 * @param targetType what it was done to, as in the API: {@code api-keys}
 * @param before the fields that changed, as they were; null where something was made
 * @param after the fields that changed, as they became; null where something was deleted
 * @param address where the request came from
 */
public record AuditEventView(
    Long id,
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
    AuditOutcome outcome) {}
