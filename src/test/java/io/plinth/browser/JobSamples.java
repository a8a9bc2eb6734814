package io.plinth.browser;

import io.plinth.platform.jobs.JobStatus;
import io.plinth.platform.jobs.JobView;
import io.plinth.platform.jobs.JobsScreen;
import io.plinth.platform.jobs.OpenJobs;
import io.plinth.platform.paging.Page;
import io.plinth.platform.web.Link;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The jobs page with a job in each state, and without any. */
final class JobSamples {
  private static final String REASON =
      "ERROR: new row for relation \"timesheet_entries\" violates check constraint \"poison\". "
          + "The disk on which pg_wal lies is nearly full, and no checkpoint came in between.";

  private JobSamples() {}

  static JobsScreen screen(boolean some) {
    List<JobView> jobs = new ArrayList<>();
    if (some) {
      for (JobStatus status : JobStatus.values()) {
        jobs.add(job(status, false));
        jobs.add(job(status, true));
      }
    }
    return new JobsScreen(
        Link.to("/jobs"),
        some ? new OpenJobs(1_234_567, 2, 2) : new OpenJobs(0, 0, 0),
        new Page<>(
            jobs,
            new Page.Info(50, some ? "next" : null, new Page.Total(jobs.size(), true)),
            Set.of()),
        false);
  }

  private static JobView job(JobStatus status, boolean troubled) {
    boolean begun = status != JobStatus.QUEUED || troubled;
    return new JobView(
        4711L,
        3L,
        "import",
        status,
        0,
        begun ? troubled ? 10 : 1 : 0,
        10,
        troubled && status == JobStatus.RUNNING,
        begun ? 18_292L : null,
        begun ? 42_450L : null,
        begun ? "rows" : null,
        status == JobStatus.RUNNING ? 75L : null,
        troubled || status == JobStatus.FAILED ? REASON : null,
        troubled ? null : 1L,
        troubled ? null : Samples.LONG,
        Instant.now(),
        Instant.now(),
        begun ? Instant.now() : null,
        status.hasEnded() ? Instant.now() : null);
  }
}
