package io.plinth.platform.cluster;

import java.time.Instant;

/**
 * A node that serves this database.
 *
 * @param clustered whether it is set up to be one of several: it tells the others what it changes
 * @param gridMember its id in the data grid; null where it is in none
 * @param alive whether it was there within the last five seconds
 */
public record NodeView(
    String id,
    String name,
    String version,
    boolean clustered,
    String gridMember,
    Instant startedAt,
    Instant lastSeenAt,
    boolean alive) {}
