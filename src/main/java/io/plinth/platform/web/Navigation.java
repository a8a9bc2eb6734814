package io.plinth.platform.web;

import java.util.List;

/**
 * The map of the application: areas, and the pages in them.
 *
 * <p>Kept in one place, and not contributed by the areas, because the order and the grouping are
 * one decision about the whole.
 */
public final class Navigation {
  private static final List<Area> AREAS =
      List.of(
          new Area(
              "Clients",
              List.of(
                  new Item("dashboard", "Dashboard", "/", "dashboard", "dashboard:read"),
                  new Item("clients", "Clients", "/clients", "clients", "clients:read"),
                  new Item("import", "Import", "/import", "import", "imports:read"))),
          new Area(
              "Administration",
              List.of(
                  new Item("operations", "Operations", "/operations", "operations", "metrics:read"),
                  new Item("audit", "Audit", "/audit", "clock", "audit:read"))),
          new Area("Developers", List.of(new Item("api", "API", "/api", "api", "profile:read"))));

  private Navigation() {}

  /** The areas with at least one page that the frame's person may open. */
  static List<Area> visibleTo(Frame frame) {
    return AREAS.stream()
        .map(area -> area.visibleTo(frame))
        .filter(area -> !area.items().isEmpty())
        .toList();
  }

  /** A group of pages under one heading. */
  public record Area(String label, List<Item> items) {
    Area visibleTo(Frame frame) {
      return new Area(label, items.stream().filter(i -> frame.can(i.permission())).toList());
    }
  }

  /** A page: its key, label, address, icon, and the permission without which it is not shown. */
  public record Item(String key, String label, String href, String icon, String permission) {}
}
