package io.plinth.platform.cache;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who wrote something within the last seconds, and must see it in whatever they read next. What was
 * written here has ended what is kept here; what was written on another node may, if all goes
 * wrong, not be known here yet.
 */
@ApplicationScoped
public class RecentWriters {
  private static final Duration RECENT = Duration.ofSeconds(5);
  private static final int MOST = 10_000;
  private final Map<Long, Long> here = new ConcurrentHashMap<>();
  private final Map<Long, Long> elsewhere = new ConcurrentHashMap<>();

  public void wroteHere(long userId) {
    note(here, userId);
  }

  public void wroteElsewhere(long userId) {
    note(elsewhere, userId);
  }

  /** Whether a copy of the database may be too old for them. */
  public boolean isRecent(long userId) {
    return isIn(here, userId) || isIn(elsewhere, userId);
  }

  /** Whether what is kept on this node may be too old for them. */
  public boolean isRecentElsewhere(long userId) {
    return isIn(elsewhere, userId);
  }

  private static void note(Map<Long, Long> map, long userId) {
    long now = System.nanoTime();
    if (map.size() >= MOST) {
      map.values().removeIf(at -> now - at > RECENT.toNanos());
    }
    map.put(userId, now);
  }

  private static boolean isIn(Map<Long, Long> map, long userId) {
    Long at = map.get(userId);
    return at != null && System.nanoTime() - at <= RECENT.toNanos();
  }
}
