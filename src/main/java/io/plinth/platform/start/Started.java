package io.plinth.platform.start;

/** Settings are checked, the database is migrated and reachable: background work may begin. */
public record Started() {}
