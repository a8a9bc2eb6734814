package io.plinth.platform.cluster;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/** The nodes that serve this database, as this one saw them last: itself, and the others. */
final class Neighbours {
  private static final Logger LOG = Logger.getLogger(Presence.class.getName());
  private final String id;
  private final boolean clustered;
  private volatile List<NodeView> nodes = List.of();
  private volatile List<NodeView> others = List.of();

  /**
   * @param id of this node
   * @param clustered whether it tells the others what it changes
   */
  Neighbours(String id, boolean clustered) {
    this.id = id;
    this.clustered = clustered;
  }

  /** Notes who is there; whether one that does not talk to this one has been there until now. */
  boolean see(List<NodeView> seen) {
    boolean silentBefore = isAnySilent();
    nodes = List.copyOf(seen);
    others = nodes.stream().filter(n -> n.alive() && !n.id().equals(id)).toList();
    boolean silentNow = isAnySilent();
    if (silentNow && !silentBefore) {
      LOG.log(
          Level.WARNING,
          "Other nodes serve this database and are not told, or do not tell, what changes: {0}."
              + " Set {1} on all of them. Until then nothing is cached",
          new Object[] {others.stream().map(NodeView::name).toList(), Grid.SETTING});
    }
    return silentBefore && !silentNow;
  }

  private boolean isAnySilent() {
    return others.stream().anyMatch(other -> !clustered || !other.clustered());
  }

  /** Those that have been there within a minute, this one among them. */
  List<NodeView> all() {
    return nodes;
  }

  int count() {
    return others.size() + 1;
  }

  boolean areNone() {
    return others.isEmpty();
  }

  /** The others' ids. */
  List<String> ids() {
    return others.stream().map(NodeView::id).toList();
  }

  /** The others' ids in the grid. */
  Set<String> members() {
    return others.stream()
        .map(NodeView::gridMember)
        .filter(Objects::nonNull)
        .collect(Collectors.toSet());
  }

  /** Whether all others are members of the grid, as {@code isMember} sees it. */
  boolean areAll(Predicate<String> isMember) {
    return others.stream().map(NodeView::gridMember).allMatch(isMember);
  }
}
