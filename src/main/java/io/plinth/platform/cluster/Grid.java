package io.plinth.platform.cluster;

import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.topic.ITopic;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.plinth.platform.settings.SettingsException;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/**
 * The container's data grid, as far as nodes talk over it. Who tells something waits until every
 * member has acknowledged it, but only so long; and for a member that was late only briefly, until
 * it is heard of again, so that one that hangs does not hold everybody up each time.
 */
@ApplicationScoped
public class Grid {
  static final String SETTING = "plinth.cluster.enabled";
  private static final Logger LOG = Logger.getLogger(Grid.class.getName());
  private static final String JNDI_NAME = "payara/Hazelcast";

  /** More than PostgreSQL's word takes, which comes by itself. */
  private static final Duration BRIEFLY = Duration.ofMillis(100);

  private static final int MOST_UNSENT = 1_000;

  private final Map<Long, Awaited> awaited = new ConcurrentHashMap<>();
  private final Set<String> late = ConcurrentHashMap.newKeySet();
  private final AtomicLong numbers = new AtomicLong();
  private final ThreadPoolExecutor sender =
      new ThreadPoolExecutor(
          1,
          1,
          10,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(MOST_UNSENT),
          Grid::thread,
          new ThreadPoolExecutor.DiscardPolicy());
  private Counter unanswered;
  private Duration patience;
  private HazelcastInstance hazelcast;
  private ITopic<String> changes;
  private ITopic<String> answers;
  private ITopic<String> words;
  private String node;
  private volatile Set<String> members = Set.of();

  private record Awaited(Set<String> members, CountDownLatch all) {}

  protected Grid() {}

  @Inject
  public Grid(MeterRegistry registry) {
    unanswered =
        Counter.builder("cluster.unanswered")
            .description("Members of the grid that did not acknowledge a change in time")
            .register(registry);
    sender.allowCoreThreadTimeOut(true);
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "plinth-grid");
    thread.setDaemon(true);
    thread.setContextClassLoader(Grid.class.getClassLoader());
    return thread;
  }

  /**
   * Joins in, as the node {@code self}; what others tell goes to {@code told}, and what they say of
   * the database to {@code reach}.
   */
  void open(String self, Duration wait, Consumer<Announcement> told, Reach reach) {
    node = self;
    patience = wait;
    hazelcast = find();
    changes = hazelcast.getTopic("plinth-changes");
    answers = hazelcast.getTopic("plinth-answers");
    answers.addMessageListener(message -> answered(message.getMessageObject()));
    changes.addMessageListener(message -> hear(message.getMessageObject(), told));
    words = hazelcast.getTopic("plinth-reach");
    words.addMessageListener(message -> reach.hear(message.getMessageObject()));
    hazelcast.getCluster().addMembershipListener(new Members());
    see();
  }

  @SuppressWarnings("BanJNDI") // a name of our own, in the container's own directory
  private static HazelcastInstance find() {
    HazelcastInstance found;
    try {
      found = InitialContext.doLookup(JNDI_NAME);
    } catch (NamingException e) {
      throw new SettingsException(
          SETTING,
          "needs the container's data grid: start it without --nohazelcast, and with"
              + " --clustermode tcpip:host:port,... naming all nodes");
    }
    JoinConfig join = found.getConfig().getNetworkConfig().getJoin();
    if (join.getMulticastConfig().isEnabled() || join.getAutoDetectionConfig().isEnabled()) {
      throw new SettingsException(
          SETTING,
          "needs a data grid that lets in only who is named: start with --clustermode"
              + " tcpip:host:port,... naming all nodes");
    }
    return found;
  }

  /** Whether this node is set up to be one of several. */
  public boolean isOpen() {
    return hazelcast != null;
  }

  /** The grid itself, for what is kept in it. */
  public HazelcastInstance hazelcast() {
    return hazelcast;
  }

  /** This node's id in the grid; null where it is in none. */
  UUID self() {
    return isOpen() && hazelcast.getLifecycleService().isRunning()
        ? hazelcast.getCluster().getLocalMember().getUuid()
        : null;
  }

  boolean has(String member) {
    return member != null && members.contains(member);
  }

  private void see() {
    members =
        hazelcast.getCluster().getMembers().stream()
            .map(member -> member.getUuid().toString())
            .collect(Collectors.toUnmodifiableSet());
  }

  private final class Members implements MembershipListener {
    @Override
    public void memberAdded(MembershipEvent event) {
      see();
    }

    @Override
    public void memberRemoved(MembershipEvent event) {
      see();
      String gone = event.getMember().getUuid().toString();
      late.remove(gone);
      awaited.values().forEach(a -> strike(a, gone));
    }
  }

  /** Tells what {@code userId} has written, and waits until {@code members} know. */
  void tell(long userId, Set<String> tables, Set<String> members) {
    Set<String> open = ConcurrentHashMap.newKeySet();
    members.stream().filter(this::has).forEach(open::add);
    Duration most = late.containsAll(open) ? BRIEFLY : patience;
    Awaited awaiting = new Awaited(open, new CountDownLatch(open.size()));
    long number = numbers.incrementAndGet();
    awaited.put(number, awaiting);
    try {
      String text = new Announcement(node, number, userId, tables).text();
      sender.execute(() -> publish(changes, text));
      if (!awaiting.all().await(most.toMillis(), TimeUnit.MILLISECONDS)) {
        unanswered.increment(open.size());
        late.addAll(open);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      awaited.remove(number);
    }
  }

  /** Tells all members whether this node reaches the database. */
  void say(String word) {
    sender.execute(() -> publish(words, word));
  }

  private static void publish(ITopic<String> topic, String text) {
    try {
      topic.publish(text);
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "The grid does not take a message: {0}", e.toString());
    }
  }

  private void hear(String text, Consumer<Announcement> told) {
    Announcement announcement = Announcement.parse(text).orElse(null);
    if (announcement == null || announcement.node().equals(node)) {
      return;
    }
    told.accept(announcement);
    String answer = announcement.node() + " " + announcement.number() + " " + self();
    sender.execute(() -> publish(answers, answer));
  }

  private void answered(String text) {
    String[] parts = text.split(" ");
    if (!parts[0].equals(node)) {
      return;
    }
    String member = parts[2];
    late.remove(member);
    Awaited awaiting = awaited.get(Long.parseLong(parts[1]));
    if (awaiting != null) {
      strike(awaiting, member);
    }
  }

  private static void strike(Awaited awaiting, String member) {
    if (awaiting.members().remove(member)) {
      awaiting.all().countDown();
    }
  }

  @PreDestroy
  void stop() {
    sender.shutdownNow();
  }
}
