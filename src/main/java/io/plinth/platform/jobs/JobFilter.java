package io.plinth.platform.jobs;

import java.util.List;

/** Which jobs. */
public record JobFilter(List<Long> id, List<String> kind, List<JobStatus> status, Long userId) {}
