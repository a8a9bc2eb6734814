package io.plinth.platform.persistence;

import io.plinth.platform.settings.Settings;
import io.plinth.platform.settings.SettingsException;
import java.time.Duration;

/**
 * How to reach the database.
 *
 * @param poolSize connections, fixed: more than PostgreSQL's cores can use only makes them wait in
 *     the server instead of in the pool (measured: reads peak at 4 on 2 cores, writes at 8)
 * @param readUrl a streaming replica that reads may go to; null: none
 * @param jobTimeout how long one statement of a job may take
 * @param auditRetention how long audit events are kept at least; null: for ever
 */
public record DatabaseSettings(
    String url,
    String user,
    String password,
    int poolSize,
    Duration acquisitionTimeout,
    Duration statementTimeout,
    boolean secondLevelCache,
    String readUrl,
    Duration jobTimeout,
    Duration auditRetention) {
  private static final String JOB_TIMEOUT = "plinth.jobs.statement-timeout";
  private static final Duration LONGEST = Duration.ofDays(1);

  /** Without a replica. */
  public DatabaseSettings(
      String url,
      String user,
      String password,
      int poolSize,
      Duration acquisitionTimeout,
      Duration statementTimeout,
      boolean secondLevelCache) {
    this(
        url,
        user,
        password,
        poolSize,
        acquisitionTimeout,
        statementTimeout,
        secondLevelCache,
        null,
        Duration.ofMinutes(10),
        null);
  }

  public static DatabaseSettings from(Settings settings) {
    return new DatabaseSettings(
        settings.get("plinth.db.url"),
        settings.get("plinth.db.user"),
        settings.find("plinth.db.password").orElse(""),
        poolSize((int) settings.number("plinth.db.pool-size", 0, 200)),
        settings.duration("plinth.db.acquisition-timeout"),
        settings.duration("plinth.db.statement-timeout"),
        settings.isOn("plinth.cache.enabled"),
        settings.find("plinth.db.read-url").orElse(null),
        jobTimeout(settings),
        settings
            .find("plinth.audit.retention")
            .map(v -> settings.duration("plinth.audit.retention"))
            .orElse(null));
  }

  private static Duration jobTimeout(Settings settings) {
    Duration timeout = settings.duration(JOB_TIMEOUT);
    if (timeout.toSeconds() < 1 || timeout.compareTo(LONGEST) > 0) {
      throw new SettingsException(JOB_TIMEOUT, "must be from 1s to 1d");
    }
    return timeout;
  }

  private static int poolSize(int configured) {
    int byCores = 2 * Runtime.getRuntime().availableProcessors() + 1;
    return configured > 0 ? configured : Math.max(5, Math.min(20, byCores));
  }
}
