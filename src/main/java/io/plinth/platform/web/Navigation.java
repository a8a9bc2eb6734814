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
              "clients",
              List.of(
                  new Item("dashboard", "/", "dashboard", "dashboard:read"),
                  new Item("clients", "/clients", "clients", "clients:read"),
                  new Item("import", "/import", "import", "imports:read"))),
          new Area(
              "administration",
              List.of(
                  new Item("operations", "/operations", "operations", "metrics:read"),
                  new Item("audit", "/audit", "clock", "audit:read"))),
          new Area("developers", List.of(new Item("api", "/api", "api", "profile:read"))));

  private Navigation() {}

  /** The areas with at least one page that the frame's person may open. */
  static List<Area> visibleTo(Frame frame) {
    return AREAS.stream()
        .map(area -> area.visibleTo(frame))
        .filter(area -> !area.items().isEmpty())
        .toList();
  }

  /** A group of pages under one heading; {@code navigation.area.<key>} is what it is called. */
  public record Area(String key, List<Item> items) {
    Area visibleTo(Frame frame) {
      return new Area(key, items.stream().filter(i -> frame.can(i.permission())).toList());
    }
  }

  /**
   * A page: its key ({@code navigation.<key>} is what it is called), address, icon, and the
   * permission without which it is not shown.
   */
  public record Item(String key, String href, String icon, String permission) {}
}
