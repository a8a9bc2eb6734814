package io.plinth.platform.jobs;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import java.util.Locale;

/**
 * Where a job stood when something happened to it: a change of state, or progress.
 *
 * @param seq its number among the events of the job; null: there is no such job any more
 */
record JobEvent(
    @JsonIgnore Long jobId,
    @JsonIgnore Long seq,
    @JsonIgnore String kind,
    JobStatus status,
    Integer attempts,
    Boolean cancelRequested,
    Long done,
    Long total,
    String unit,
    Long remainingSeconds,
    String error,
    Instant at) {

  /** What the stream calls it: status or progress. */
  @JsonIgnore
  String name() {
    return kind.toLowerCase(Locale.ROOT);
  }

  /** Whether nothing can follow, unless somebody has it tried again. */
  @JsonIgnore
  boolean isLast() {
    return seq == null || status.hasEnded();
  }
}
