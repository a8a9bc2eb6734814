package io.plinth.clients.dashboard;

import java.util.List;

/**
 * Model of {@code clients/panel} (the panel alone, for htmx) and {@code clients/panel-page} (a page
 * with nothing but the panel, for browsers without a script).
 *
 * @param name one of {@link #NAMES}
 * @param data the numbers, at least those the panel shows
 */
public record DashboardPanel(String name, DashboardControls controls, DashboardView data) {
  /** Every panel, in the order of the page. */
  public static final List<String> NAMES =
      List.of("figures", "months", "follow-ups", "statuses", "pipeline", "top-clients");
}
