package io.plinth.clients.dashboard;

/**
 * Model of {@code clients/dashboard}.
 *
 * @param data the numbers; null lets every panel fetch its own
 * @param empty whether the firm has no clients yet
 */
public record DashboardScreen(DashboardControls controls, DashboardView data, boolean empty) {}
