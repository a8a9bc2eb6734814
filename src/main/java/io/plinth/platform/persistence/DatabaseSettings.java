package io.plinth.platform.persistence;

import io.plinth.platform.settings.Settings;
import java.time.Duration;

/**
 * How to reach the database.
 *
 * @param poolSize connections, fixed: more than PostgreSQL's cores can use only makes them wait in
 *     the server instead of in the pool (measured: reads peak at 4 on 2 cores, writes at 8)
 * @param readUrl a streaming replica that reads may go to; null: none
 */
public record DatabaseSettings(
    String url,
    String user,
    String password,
    int poolSize,
    Duration acquisitionTimeout,
    Duration statementTimeout,
    boolean secondLevelCache,
    String readUrl) {

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
        settings.find("plinth.db.read-url").orElse(null));
  }

  private static int poolSize(int configured) {
    int byCores = 2 * Runtime.getRuntime().availableProcessors() + 1;
    return configured > 0 ? configured : Math.max(5, Math.min(20, byCores));
  }
}
