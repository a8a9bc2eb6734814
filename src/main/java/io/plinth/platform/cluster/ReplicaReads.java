package io.plinth.platform.cluster;

import io.plinth.platform.cache.RecentWriters;
import io.plinth.platform.cache.ResultCache;
import io.plinth.platform.http.RequestContext;
import io.plinth.platform.persistence.Changes;
import io.plinth.platform.persistence.Database;
import io.plinth.platform.security.Access;
import io.plinth.platform.start.Started;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.Set;

/**
 * Which reads may come from a replica, that is up to a second old: those of somebody who only
 * reads, and has not written lately. What is computed to be kept must not be old from the start,
 * and who somebody is, is always asked where it is known.
 */
@ApplicationScoped
public class ReplicaReads {
  private static final Set<String> READS = Set.of("GET", "HEAD");
  private Database database;
  private Changes changes;
  private RecentWriters writers;
  private Access access;

  protected ReplicaReads() {}

  @Inject
  public ReplicaReads(Database database, Changes changes, RecentWriters writers, Access access) {
    this.database = database;
    this.changes = changes;
    this.writers = writers;
    this.access = access;
  }

  void start(@Observes Started event) {
    database.replica().ifPresent(replica -> replica.use(this::mayLag));
  }

  private boolean mayLag() {
    RequestContext context = RequestContext.current();
    return context != null
        && READS.contains(context.request().getMethod())
        && !ResultCache.isComputing()
        && !changes.areDoubted()
        && access.find().filter(p -> !writers.isRecent(p.userId())).isPresent();
  }
}
