package io.plinth.platform.jobs;

import io.plinth.platform.audit.Audit;
import io.plinth.platform.error.ProblemException;
import io.plinth.platform.paging.Page;
import io.plinth.platform.paging.PageRequest;
import io.plinth.platform.persistence.Transactional;
import io.plinth.platform.persistence.Versions;
import io.plinth.platform.security.Access;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Everybody's own jobs; who may see those of all sees them here too. */
@ApplicationScoped
@Transactional
public class JobService {
  private static final String READ = "jobs:read";
  private static final String WRITE = "jobs:write";
  private static final String OF_OTHERS = "jobs:all";
  private JobHistoryRepository history;
  private Jobs jobs;
  private Access access;
  private Audit audit;

  protected JobService() {}

  @Inject
  public JobService(JobHistoryRepository history, Jobs jobs, Access access, Audit audit) {
    this.history = history;
    this.jobs = jobs;
    this.access = access;
    this.audit = audit;
  }

  @Transactional(readOnly = true)
  public Page<JobView> list(JobFilter filter, PageRequest page) {
    access.require(READ);
    return history.list(filter, onlyOf(), page);
  }

  /** All jobs of the filter: for exports. */
  @Transactional(readOnly = true)
  public void forEach(JobFilter filter, PageRequest page, Consumer<JobView> consumer) {
    access.require(READ);
    history.forEach(filter, onlyOf(), page, consumer);
  }

  /** The fields of a job. */
  public Set<String> visibleFields() {
    return JobHistoryRepository.FIELDS;
  }

  @Transactional(readOnly = true)
  public JobView get(long id) {
    access.require(READ);
    return view(id);
  }

  /**
   * Somebody who follows a job.
   *
   * @param since the last event they have seen
   */
  public record Follower(long userId, long since, boolean hasSeenTheEnd) {}

  /**
   * From where somebody follows a job.
   *
   * @param last the last event they have seen; null: they want to know first where it stands
   */
  @Transactional(readOnly = true)
  public Follower follow(long id, Long last) {
    JobView job = get(id);
    boolean known = last != null && last <= job.version();
    long since = known ? last : job.version() - 1;
    boolean ended = job.status().hasEnded() && since == job.version();
    return new Follower(access.userId(), since, ended);
  }

  /** How many wait, run, and are dead letters. */
  @Transactional(readOnly = true)
  public OpenJobs countOpen() {
    access.require(READ);
    return history.countOpen(onlyOf());
  }

  /** Ends a job that waits; one that runs is told to stop, and does so when it can. */
  public JobView cancel(long id) {
    access.require(WRITE);
    view(id);
    if (!jobs.cancel(id)) {
      throw ProblemException.conflict("This job has already ended.");
    }
    audit.did("jobs:cancel", id, Map.of());
    return view(id);
  }

  /** Has a dead letter tried again, as often as a new job is. */
  public JobView retry(long id) {
    access.require(WRITE);
    view(id);
    if (!jobs.revive(id)) {
      throw ProblemException.conflict("Only a dead letter, a job that failed, is tried again.");
    }
    audit.did("jobs:retry", id, Map.of());
    return view(id);
  }

  /** Discards a job that has ended. */
  public void delete(long id, Long expectedVersion) {
    access.require(WRITE);
    JobView job = view(id);
    Versions.check(job.version(), expectedVersion);
    if (!jobs.delete(id)) {
      throw ProblemException.conflict("Only a job that has ended is discarded. Cancel it first.");
    }
    audit.changed("jobs", id, job, null);
  }

  private JobView view(long id) {
    return history.find(id, onlyOf()).orElseThrow(() -> ProblemException.notFound("job", id));
  }

  private Long onlyOf() {
    return access.can(OF_OTHERS) ? null : access.userId();
  }
}
