package io.plinth.platform.cache;

import java.util.List;

/**
 * Where and when a result was computed.
 *
 * @param tables what it was computed from
 * @param stamp of these tables, read before the computation began
 * @param since when it began, in milliseconds since 1970
 */
record Source(Region region, List<String> tables, long stamp, long since) {

  long ageMillis() {
    return System.currentTimeMillis() - since;
  }
}
