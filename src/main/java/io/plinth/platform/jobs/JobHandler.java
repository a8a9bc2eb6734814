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

  /** The job has failed for good, or was cancelled (then without an error) and runs no more. */
  void ended(long jobId, String payload, String error);

  /**
   * A dead letter is about to be tried again: what {@link #ended} has noted is taken back. Refuses
   * with a problem where that cannot be.
   */
  default void revive(long jobId, String payload) {}

  /** A dead letter is given up: whatever is kept for another try is not needed any more. */
  default void discard(long jobId, String payload) {}
}
