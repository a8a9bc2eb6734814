package io.plinth.platform.jobs;

/**
 * How far a job has got.
 *
 * @param total null while unknown
 * @param unit such as rows
 */
public record JobProgress(long done, Long total, String unit) {}
