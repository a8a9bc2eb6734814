package io.plinth.platform.jobs;

/** How many jobs wait, run, and are dead letters. */
public record OpenJobs(long queued, long running, long dead) {}
