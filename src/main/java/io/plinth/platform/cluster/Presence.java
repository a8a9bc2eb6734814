package io.plinth.platform.cluster;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.plinth.platform.persistence.Changes;
import io.plinth.platform.persistence.Database;
import io.plinth.platform.persistence.Line;
import io.plinth.platform.settings.Settings;
import io.plinth.platform.settings.SettingsException;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

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

  /** For all others to have seen that this node is there. */
  private static final Duration INTRODUCTION = Duration.ofMillis(2_500);

  private final String id = UUID.randomUUID().toString();
  private Database database;
  private Changes changes;
  private ForeignChanges foreign;
  private NodeRepository repository;
  private Grid grid;
  private Announcer announcer;
  private MeterRegistry registry;
  private boolean clustered;
  private Duration wait;
  private String name;
  private Thread thread;
  private volatile List<NodeView> nodes = List.of();
  private volatile List<NodeView> others = List.of();
  private volatile boolean heard;
  private volatile boolean cutOff;
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
      MeterRegistry registry) {
    this.database = database;
    this.changes = changes;
    this.foreign = foreign;
    this.repository = repository;
    this.grid = grid;
    this.announcer = announcer;
    this.registry = registry;
    clustered = settings.isOn(Grid.SETTING);
    name = settings.find("plinth.cluster.node-name").orElseGet(Announcer::hostName);
    wait = settings.duration("plinth.cluster.wait");
    if (wait.compareTo(Duration.ofMillis(10)) < 0 || wait.compareTo(Duration.ofSeconds(5)) > 0) {
      throw new SettingsException("plinth.cluster.wait", "must be from 10ms to 5s");
    }
  }

  /** Once the database is there, before anything is served. */
  public void start() {
    if (clustered) {
      grid.open(id, wait, foreign::note);
      announcer.open(id, grid, this::members);
    }
    changes.share(new Changes.Sharing(announcer::text, this::isInDoubt, () -> cutOff));
    Gauge.builder("cluster.nodes", this, p -> p.others.size() + 1.0)
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
    return nodes;
  }

  /** The other nodes' ids in the grid. */
  private Set<String> members() {
    return others.stream()
        .map(NodeView::gridMember)
        .filter(Objects::nonNull)
        .collect(Collectors.toSet());
  }

  boolean isInDoubt() {
    if (others.isEmpty() && !clustered) {
      return false;
    }
    return !clustered
        || !heard
        || System.nanoTime() - heardAt > PROVEN.toNanos()
        || System.nanoTime() - introducedAt < INTRODUCTION.toNanos()
        || !others.stream().allMatch(other -> grid.has(other.gridMember()));
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
      cutOff = false;
      return line;
    } catch (RuntimeException e) {
      cutOff = true;
      throw e;
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
      foreign.evictAgain();
      for (long left = EVERY.toMillis(); left > 0 && !stopping; ) {
        hearAll(line.notifications(Duration.ofMillis(left)));
        left = EVERY.toMillis() - (System.nanoTime() - question) / 1_000_000;
      }
    }
  }

  private void beat(Line line) {
    List<NodeView> before = others;
    nodes = List.copyOf(repository.beat(line, self()));
    others = nodes.stream().filter(n -> n.alive() && !n.id().equals(id)).toList();
    boolean silentNow = others.stream().anyMatch(this::isSilent);
    boolean silentBefore = before.stream().anyMatch(this::isSilent);
    if (silentNow && !silentBefore) {
      LOG.log(
          Level.WARNING,
          "Other nodes serve this database and are not told, or do not tell, what changes: {0}."
              + " Set {1} on all of them. Until then nothing is cached",
          new Object[] {others.stream().map(NodeView::name).toList(), Grid.SETTING});
    } else if (silentBefore && !silentNow) {
      foreign.forgetAll();
    }
  }

  private boolean isSilent(NodeView other) {
    return !clustered || !other.clustered();
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
