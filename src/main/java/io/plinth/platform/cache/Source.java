package io.plinth.platform.cache;

import io.plinth.platform.persistence.SteadyClock;
import java.util.List;

/**
 * Where and when a result was computed.
 *
 * @param tables what it was computed from
 * @param stamp of these tables, read before the computation began
 * @param since when it began, by the {@link SteadyClock}
 */
record Source(Region region, List<String> tables, long stamp, long since) {

  long ageMillis() {
    return SteadyClock.millis() - since;
  }
}
