package io.plinth.platform.jobs;

import io.plinth.platform.paging.Page;
import io.plinth.platform.web.Link;
import io.plinth.platform.web.Option;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Model of {@code platform/jobs}.
 *
 * @param self the address with everything that is on
 * @param live whether something is under way, so that the page is worth looking at again
 */
public record JobsScreen(Link self, OpenJobs open, Page<JobView> page, boolean live) {

  static JobsScreen of(JobsQuery query, OpenJobs open, Page<JobView> page) {
    boolean first = query.after() == null;
    return new JobsScreen(query.link(), open, page, first && open.queued() + open.running() > 0);
  }

  /** The choices of a state. */
  public static List<Option> statuses() {
    return Stream.of(JobStatus.values()).map(s -> new Option(s.name(), words(s))).toList();
  }

  /** A state, as people say it. */
  public static String words(JobStatus status) {
    return switch (status) {
      case QUEUED -> "Waiting";
      case RUNNING -> "Running";
      case COMPLETED -> "Completed";
      case FAILED -> "Dead letter";
      case CANCELLED -> "Cancelled";
    };
  }

  /** The tone of a state's badge. */
  public static String tone(JobStatus status) {
    return switch (status) {
      case COMPLETED -> "good";
      case FAILED -> "bad";
      case CANCELLED -> "warn";
      default -> "";
    };
  }

  /** The icon of a state's badge. */
  public static String icon(JobStatus status) {
    return switch (status) {
      case QUEUED -> "clock";
      case RUNNING -> "refresh";
      case COMPLETED -> "check";
      case FAILED -> "alert";
      case CANCELLED -> "stop";
    };
  }

  /** {@code import}: Import. */
  public static String kind(JobView job) {
    return Character.toUpperCase(job.kind().charAt(0)) + job.kind().substring(1);
  }

  /** How long it will still take; null while unknown. */
  public static Duration remaining(JobView job) {
    return job.remainingSeconds() == null ? null : Duration.ofSeconds(job.remainingSeconds());
  }

  /** The tile's address: those in one state. */
  public Link only(JobStatus status) {
    return Link.to("/jobs").with("status", status);
  }
}
