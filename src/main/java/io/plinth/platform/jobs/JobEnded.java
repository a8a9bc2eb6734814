package io.plinth.platform.jobs;

import java.time.Duration;

/**
 * An attempt at a job has ended on this node.
 *
 * @param outcome COMPLETED, CANCELLED; FAILED, also where it will be tried again; LOST, where its
 *     lease ran out; INTERRUPTED by the node's end
 */
public record JobEnded(String kind, String outcome, Duration duration) {}
