package io.plinth.platform.persistence;

import java.util.concurrent.atomic.AtomicLong;
import org.hibernate.cache.jcache.internal.JCacheRegionFactory;

/**
 * The second level with timestamps that grow whatever is done to the machine's clock. Hibernate's
 * own wait, at full speed and each time a session is opened, until a clock that was set back has
 * caught up with itself: the node would stand still for as long.
 */
public class SteadyRegions extends JCacheRegionFactory {
  /** As many timestamps a millisecond as Hibernate's: {@link #getTimeout} counts in them. */
  private static final int SHIFT = 12;

  private static final long serialVersionUID = 1;
  private static final AtomicLong LAST = new AtomicLong();

  @Override
  public long nextTimestamp() {
    return LAST.updateAndGet(last -> Math.max(last + 1, SteadyClock.millis() << SHIFT));
  }
}
