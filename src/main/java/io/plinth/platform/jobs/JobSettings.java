package io.plinth.platform.jobs;

import io.plinth.platform.settings.Settings;
import io.plinth.platform.settings.SettingsException;
import java.time.Duration;

/**
 * How jobs are worked on.
 *
 * @param workers jobs of this node at once
 * @param retention how long jobs that have ended are kept
 * @param streams of events that may be open at once
 * @param lease how long a job is left alone whose node says nothing
 */
record JobSettings(int workers, Duration retention, int streams, Duration lease) {
  private static final Duration LEASE = Duration.ofSeconds(15);

  static JobSettings from(Settings settings) {
    Duration retention = settings.duration("plinth.jobs.retention");
    if (retention.compareTo(Duration.ofDays(1)) < 0) {
      throw new SettingsException("plinth.jobs.retention", "must be at least 1d");
    }
    return new JobSettings(
        (int) settings.number("plinth.jobs.workers", 1, 3),
        retention,
        (int) settings.number("plinth.jobs.streams", 0, 10_000),
        LEASE);
  }
}
