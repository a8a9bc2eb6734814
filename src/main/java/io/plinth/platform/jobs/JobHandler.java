package io.plinth.platform.jobs;

/**
 * Does the work of one kind of job. It may be called again after any interruption, so it finds out
 * by itself how far it got; and it calls {@link JobRun#confirm} in each of its transactions, so
 * that a node that lost its lease cannot write.
 */
public interface JobHandler {
  /** The kind of job this handles. */
  String kind();

  void run(JobRun job) throws Exception;

  /** The job has failed for good, or was cancelled before it began. */
  void ended(long jobId, String payload, String error);
}
