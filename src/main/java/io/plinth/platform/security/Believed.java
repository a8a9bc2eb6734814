package io.plinth.platform.security;

import io.plinth.platform.http.AddressBlocks;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * Who a credential belongs to, as it was looked up. Times are milliseconds of the steady clock.
 *
 * @param from where it may be used
 * @param until believed so long without being looked up again
 * @param end when the session or key itself ends
 * @param stamp of the tables it was read from, before it was read
 */
record Believed(Principal principal, AddressBlocks from, long until, long end, long stamp) {

  /**
   * Whether it is to be believed. While the database is away nobody can change it: what was
   * believed when that began still is, for {@code longest}.
   *
   * @param awaySince empty where the database can be asked
   */
  boolean isBelieved(long now, OptionalLong awaySince, Duration longest) {
    if (now >= end) {
      return false;
    }
    return now < until
        || (awaySince.isPresent()
            && awaySince.getAsLong() < until
            && now < awaySince.getAsLong() + longest.toMillis());
  }
}
