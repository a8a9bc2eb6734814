package io.plinth.platform.cluster;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.plinth.platform.persistence.Changes;
import io.plinth.platform.persistence.Database;
import io.plinth.platform.persistence.Line;
import io.plinth.platform.security.Secret;
import io.plinth.platform.settings.Settings;
import io.plinth.platform.settings.SettingsException;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * This node among the others.
 *
 * <p>A thread holds a line to the database on which the others' changes arrive, says every second
 * that this node is there, and sees who else is. The answer to that is also the proof that nothing
 * is under way: whatever was committed before the question has arrived before the answer. So what
 * is kept is good if the last such question was less than {@link #PROVEN} ago, and everybody else
 * is known to tell what they change. If not, nothing kept is given out; and when the line comes
 * back after it was lost, all that was kept before is forgotten first.
 */
@ApplicationScoped
public class Presence {
  private static final Logger LOG = Logger.getLogger(Presence.class.getName());
  private static final Duration EVERY = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Duration PROVEN = Duration.ofSeconds(3);

  /** At the start, when there is much else to do. */
  private static final Duration LONG_PATIENCE = Duration.ofSeconds(10);

  /** For all others to have seen that this node is there. */
  private static final Duration INTRODUCTION = Duration.ofMillis(2_500);

  private final String id = UUID.randomUUID().toString();
  private final Reach reach = new Reach(id, System::nanoTime);
  private Database database;
  private Changes changes;
  private ForeignChanges foreign;
  private NodeRepository repository;
  private Grid grid;
  private Announcer announcer;
  private MeterRegistry registry;
  private SameSecret sameSecret;
  private Neighbours neighbours;
  private boolean clustered;
  private Duration wait;
  private String name;
  private Thread thread;
  private volatile boolean heard;
  private volatile long heardAt;
  private volatile long introducedAt = Long.MAX_VALUE;
  private volatile boolean stopping;

  protected Presence() {}

  @Inject
  public Presence(
      Settings settings,
      Database database,
      Changes changes,
      ForeignChanges foreign,
      NodeRepository repository,
      Grid grid,
      Announcer announcer,
      Secret secret,
      MeterRegistry registry) {
    this.database = database;
    this.changes = changes;
    this.foreign = foreign;
    this.repository = repository;
    this.grid = grid;
    this.announcer = announcer;
    this.registry = registry;
    sameSecret = new SameSecret(repository, secret);
    clustered = settings.isOn(Grid.SETTING);
    neighbours = new Neighbours(id, clustered);
    name = settings.find("plinth.cluster.node-name").orElseGet(Announcer::hostName);
    wait = settings.duration("plinth.cluster.wait");
    if (wait.compareTo(Duration.ofMillis(10)) < 0 || wait.compareTo(Duration.ofSeconds(5)) > 0) {
      throw new SettingsException("plinth.cluster.wait", "must be from 10ms to 5s");
    }
  }

  /** Once the database is there, before anything is served. */
  public void start() {
    if (clustered) {
      grid.open(id, wait, foreign::note, reach);
      announcer.open(id, grid, neighbours::members);
    }
    try (Line line = database.line(LONG_PATIENCE)) {
      sameSecret.require(line, self());
    }
    changes.share(
        new Changes.Sharing(announcer::text, reach::committed, this::isInDoubt, this::awaySince));
    Gauge.builder("cluster.nodes", neighbours, Neighbours::count)
        .description("Nodes that serve this database, as this one sees it")
        .register(registry);
    Gauge.builder("cluster.doubt", this, p -> p.isInDoubt() ? 1 : 0)
        .description("1 while nothing kept is given out, because others may have changed it")
        .register(registry);
    thread = new Thread(this::run, "plinth-presence");
    thread.setDaemon(true);
    thread.setContextClassLoader(Presence.class.getClassLoader());
    thread.start();
  }

  private NodeView self() {
    UUID member = grid.self();
    String inGrid = member == null ? null : member.toString();
    return new NodeView(id, name, announcer.version(), clustered, inGrid, null, null, true);
  }

  /** Those that have been there within a minute, this one among them. */
  public List<NodeView> nodes() {
    return neighbours.all();
  }

  /** Of nodes that do not talk to one another none knows what the others do. */
  private OptionalLong awaySince() {
    boolean talking = clustered || neighbours.areNone();
    return talking ? reach.awaySince(neighbours.ids()) : OptionalLong.empty();
  }

  /** Whether this node does not reach the database, and others may. */
  public boolean isCutOffAlone() {
    return clustered && reach.isCutOffAlone(neighbours.ids());
  }

  boolean isInDoubt() {
    if ((neighbours.areNone() && !clustered) || awaySince().isPresent()) {
      return false;
    }
    return !clustered
        || !heard
        || System.nanoTime() - heardAt > PROVEN.toNanos()
        || System.nanoTime() - introducedAt < INTRODUCTION.toNanos()
        || !neighbours.areAll(grid::has);
  }

  private void run() {
    while (!stopping) {
      try (Line line = line()) {
        if (clustered) {
          repository.listen(line);
          announcer.watch(repository.listTables(line));
        }
        repository.deleteGone(line);
        stay(line);
        repository.delete(line, id);
      } catch (RuntimeException e) {
        Level level = heard ? Level.WARNING : Level.FINE;
        LOG.log(level, "No word of other nodes: {0}", e.toString());
        heard = false;
        pause();
      }
    }
  }

  private Line line() {
    try {
      Line line = database.line(PATIENCE);
      reach.connected();
      return line;
    } catch (RuntimeException e) {
      reach.failed(e);
      say();
      throw e;
    }
  }

  private void say() {
    if (clustered) {
      grid.say(reach.word());
    }
  }

  /** What was committed while nobody listened is found out by nobody: all may have changed. */
  private void stay(Line line) {
    beat(line);
    if (clustered) {
      foreign.forgetAll();
    }
    if (introducedAt == Long.MAX_VALUE) {
      introducedAt = System.nanoTime();
    }
    while (!stopping) {
      long question = System.nanoTime();
      beat(line);
      hearAll(line.notifications(Duration.ofMillis(1)));
      heardAt = question;
      heard = true;
      reach.heard();
      foreign.evictAgain();
      for (long left = EVERY.toMillis(); left > 0 && !stopping; ) {
        hearAll(line.notifications(Duration.ofMillis(left)));
        left = EVERY.toMillis() - (System.nanoTime() - question) / 1_000_000;
      }
    }
  }

  private void beat(Line line) {
    boolean silentGone = neighbours.see(repository.beat(line, self(), sameSecret.check()));
    say();
    if (silentGone) {
      foreign.forgetAll();
    }
  }

  private void hearAll(List<String> texts) {
    for (String text : texts) {
      Announcement.parse(text)
          .ifPresentOrElse(
              announcement -> {
                if (!announcement.node().equals(id)) {
                  foreign.note(announcement);
                }
              },
              foreign::forgetAll);
    }
  }

  private void pause() {
    try {
      Thread.sleep(EVERY.toMillis() / 2);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stopping = true;
    }
  }

  @PreDestroy
  void stop() {
    stopping = true;
    try {
      if (thread != null) {
        thread.join(2 * EVERY.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
