package io.plinth.clients.dashboard;

/**
 * One choice of a filter of the dashboard.
 *
 * @param kind {@code owner} or {@code currency}
 */
public record Choice(String kind, String value, String label) {}
