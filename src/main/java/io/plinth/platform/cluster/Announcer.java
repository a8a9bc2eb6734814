package io.plinth.platform.cluster;

import io.plinth.platform.cache.RecentWriters;
import io.plinth.platform.http.RequestContext;
import io.plinth.platform.persistence.Changes;
import io.plinth.platform.persistence.Changes.Committed;
import io.plinth.platform.security.Access;
import io.plinth.platform.security.Principal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Tells the other nodes what this one commits: in the commit itself, by PostgreSQL, and, where
 * somebody waits for the answer, over the grid before they get it.
 */
@ApplicationScoped
public class Announcer {
  /** Written all the time, and nothing is ever kept of them. */
  private static final Set<String> NEVER_KEPT =
      Set.of(
          "audit_events",
          "audit_chain",
          "audit_head",
          "audit_checkpoints",
          "jobs",
          "nodes",
          "job_events",
          "idempotency_keys");

  private final String version = readVersion();
  private Access access;
  private RecentWriters writers;
  private String node;
  private Grid grid;
  private Supplier<Set<String>> members;

  /** What a statement's text names and is no table, is none of these. */
  private volatile Set<String> watched = Set.of();

  protected Announcer() {}

  @Inject
  public Announcer(Access access, RecentWriters writers) {
    this.access = access;
    this.writers = writers;
  }

  void open(String self, Grid told, Supplier<Set<String>> who) {
    node = self;
    grid = told;
    members = who;
  }

  void watch(Set<String> tables) {
    watched =
        tables.stream()
            .filter(t -> !NEVER_KEPT.contains(t))
            .collect(Collectors.toUnmodifiableSet());
  }

  /** For the transaction that wrote them. */
  Optional<String> text(Set<String> tables) {
    Set<String> kept = kept(tables);
    return node == null || kept.isEmpty()
        ? Optional.empty()
        : Optional.of(new Announcement(node, 0, writer(), kept).text());
  }

  /** Until this node has seen the tables, all of them count. */
  private Set<String> kept(Set<String> tables) {
    Set<String> known = watched;
    return known.isEmpty()
        ? tables
        : tables.stream()
            .filter(t -> known.contains(t) || Changes.isCache(t))
            .collect(Collectors.toSet());
  }

  private long writer() {
    return access.find().map(Principal::userId).orElse(0L);
  }

  /** On the writer's thread, before their answer. */
  void committed(@Observes Committed event) {
    long userId = writer();
    if (userId == 0 || RequestContext.current() == null) {
      return;
    }
    Set<String> kept = kept(event.tables());
    if (!kept.isEmpty()) {
      writers.wroteHere(userId);
      if (grid != null && !members.get().isEmpty()) {
        grid.tell(userId, kept, members.get());
      }
    }
  }

  /** Of the WAR, for a look at an upgrade under way. */
  String version() {
    return version;
  }

  private static String readVersion() {
    Properties properties = new Properties();
    try (InputStream file = Announcer.class.getResourceAsStream("/version.properties")) {
      properties.load(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("version");
  }

  static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unnamed";
    }
  }
}
