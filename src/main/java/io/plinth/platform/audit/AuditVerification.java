package io.plinth.platform.audit;

import java.time.Instant;

/**
 * What came of verifying the audit trail.
 *
 * @param intact whether every event is the one that was stored, and none is missing
 * @param finding what is wrong first; null where it is intact
 * @param eventId the event that it is about; null where it is about none
 * @param link the place of the chain that it is about; null where it is about none
 * @param events how many were looked at
 * @param unchained how many of them are too young to be chained; their seals hold
 * @param keptSince events before this have been dropped; null where all are kept
 * @param end the end of the chain, to be noted elsewhere and given back as {@code since}
 */
public record AuditVerification(
    boolean intact,
    String finding,
    Long eventId,
    Long link,
    long events,
    long unchained,
    Instant keptSince,
    String end,
    Instant verifiedAt) {}
