package io.plinth.platform.ratelimit;

import java.util.LinkedHashMap;
import java.util.Map;

/** A map of bounded size that drops what was not used for longest. Not safe for threads. */
final class Recent<V> extends LinkedHashMap<String, V> {
  private static final long serialVersionUID = 1L;
  private final int most;

  Recent(int most) {
    super(16, 0.75f, true);
    this.most = most;
  }

  @Override
  protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
    return size() > most;
  }
}
