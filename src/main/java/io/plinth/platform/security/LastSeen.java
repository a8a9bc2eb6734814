package io.plinth.platform.security;

import io.plinth.platform.persistence.Transactions;
import io.plinth.platform.start.Started;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * When sessions were last seen and keys last used: gathered, and stored all at once every few
 * seconds, so that no request pays a statement for it. What cannot be stored is dropped: whoever
 * goes on working is noted again within the minute.
 */
@ApplicationScoped
public class LastSeen {
  private static final Logger LOG = Logger.getLogger(LastSeen.class.getName());
  private static final int EVERY_SECONDS = 3;
  private static final int MOST = 10_000;
  private final Map<String, Instant> sessions = new ConcurrentHashMap<>();
  private final Map<String, Instant> keys = new ConcurrentHashMap<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(LastSeen::thread);
  private PrincipalRepository repository;
  private Transactions tx;

  protected LastSeen() {}

  @Inject
  public LastSeen(PrincipalRepository repository, Transactions tx) {
    this.repository = repository;
    this.tx = tx;
  }

  private static Thread thread(Runnable body) {
    Thread thread = new Thread(body, "plinth-last-seen");
    thread.setDaemon(true);
    thread.setContextClassLoader(LastSeen.class.getClassLoader());
    return thread;
  }

  void start(@Observes Started event) {
    thread.scheduleWithFixedDelay(this::store, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
  }

  void session(byte[] idHash) {
    note(sessions, idHash);
  }

  void key(byte[] keyHash) {
    note(keys, keyHash);
  }

  private static void note(Map<String, Instant> times, byte[] hash) {
    if (times.size() < MOST) {
      times.put(HexFormat.of().formatHex(hash), Instant.now());
    }
  }

  private void store() {
    try {
      store(sessions, repository::seeSessions);
      store(keys, repository::seeKeys);
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "Last uses could not be stored: {0}", e.toString());
    }
  }

  private void store(Map<String, Instant> times, Consumer<Map<String, Instant>> target) {
    Map<String, Instant> taken = new HashMap<>(times);
    taken.forEach(times::remove);
    if (!taken.isEmpty()) {
      tx.write(
          () -> {
            target.accept(taken);
            return null;
          });
    }
  }

  void stop(@Observes @BeforeDestroyed(ApplicationScoped.class) Object event) {
    thread.shutdown();
    store();
  }
}
