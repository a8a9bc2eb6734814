package io.plinth.platform.operations;

import io.plinth.platform.web.Link;
import java.util.List;

/**
 * What the operations page shows.
 *
 * @param panels their names, in their order
 */
public record OperationsScreen(List<String> panels, OperationsView data) {
  public static final List<String> PANELS =
      List.of(
          "requests", "routes", "pool", "nodes", "jobs", "caches", "statements", "foreign-keys");

  static OperationsScreen of(String panel, OperationsView data) {
    return new OperationsScreen(List.of(panel), data);
  }

  /** One panel's model. */
  public record Panel(String name, OperationsView data) {
    public Link link() {
      return Link.to("/operations/panels/" + name);
    }
  }

  public Panel panel(String name) {
    return new Panel(name, data);
  }

  /** Whether it is one panel only, which a link should lead back from. */
  public boolean partial() {
    return panels.size() < PANELS.size();
  }
}
