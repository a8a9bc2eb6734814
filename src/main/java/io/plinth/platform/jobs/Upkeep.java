package io.plinth.platform.jobs;

/**
 * Fired every ten minutes, on every node: whoever keeps something deletes what is past its time.
 */
public record Upkeep() {}
