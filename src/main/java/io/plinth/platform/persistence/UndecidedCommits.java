package io.plinth.platform.persistence;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/**
 * Commits whose answer never came. The server may still carry one out: when it thaws, or when the
 * network lets it through at last. So for as long as its session is in that transaction nothing
 * that is kept is believed, and afterwards what it wrote is evicted once more. The database is
 * asked twice a second; one that does not answer has decided nothing yet.
 */
final class UndecidedCommits {
  private static final Logger LOG = Logger.getLogger(UndecidedCommits.class.getName());
  private static final Duration EVERY = Duration.ofMillis(500);
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /**
   * One whose commit was lost on the way would wait, with its locks, for as long as TCP does: it is
   * ended.
   */
  private static final String IN_A_TRANSACTION =
      """
      select pid, case when state = 'idle in transaction'
                        and state_change < clock_timestamp() - interval '30 seconds'
                       then pg_terminate_backend(pid) end
      from pg_stat_activity
      where pid = any(cast(string_to_array(?, ',') as int[])) and state is distinct from 'idle'
      """;

  private final Database database;
  private final Changes changes;

  /** What they wrote, by session. */
  private final Map<Integer, Set<String>> tables = new HashMap<>();

  private boolean asking;

  UndecidedCommits(Database database, Changes changes) {
    this.database = database;
    this.changes = changes;
  }

  /** Until {@code session} has ended its transaction. */
  void add(int session, Set<String> written) {
    synchronized (tables) {
      tables.computeIfAbsent(session, s -> new HashSet<>()).addAll(written);
      changes.doubt(true);
      if (!asking) {
        asking = true;
        Thread thread = new Thread(this::settle, "plinth-undecided-commits");
        thread.setDaemon(true);
        thread.setContextClassLoader(UndecidedCommits.class.getClassLoader());
        thread.start();
      }
    }
  }

  private void settle() {
    do {
      LockSupport.parkNanos(EVERY.toNanos());
      try (Line line = database.line(PATIENCE)) {
        Map<Integer, Set<String>> asked = sessions();
        Set<Integer> running = running(line, asked.keySet());
        asked.keySet().removeAll(running);
        asked.values().forEach(this::evict);
        remove(asked.keySet());
      } catch (RuntimeException e) {
        LOG.log(Level.FINE, "It is not known yet whether a commit has happened", e);
      }
    } while (!isDone() && database.entityManagers().isOpen());
  }

  private Map<Integer, Set<String>> sessions() {
    synchronized (tables) {
      return new HashMap<>(tables);
    }
  }

  private static Set<Integer> running(Line line, Set<Integer> sessions) {
    String asked = sessions.stream().map(String::valueOf).collect(Collectors.joining(","));
    return Set.copyOf(line.list(IN_A_TRANSACTION, row -> row.getInt(1), asked));
  }

  private void evict(Set<String> written) {
    database.evict(written);
    changes.written(written);
  }

  private void remove(Set<Integer> sessions) {
    synchronized (tables) {
      tables.keySet().removeAll(sessions);
    }
  }

  /** In one step with the end of the doubt: another may be added right then. */
  private boolean isDone() {
    synchronized (tables) {
      asking = !tables.isEmpty();
      changes.doubt(asking);
      return !asking;
    }
  }
}
