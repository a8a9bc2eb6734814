package io.plinth.platform.jobs;

import java.time.Duration;

/**
 * An attempt at a job has ended on this node.
 *
 * @param outcome COMPLETED; or FAILED, also where it will be tried again
 */
public record JobEnded(String kind, String outcome, Duration duration) {}
