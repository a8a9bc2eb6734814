package io.plinth.platform.cluster;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a node tells the others: who wrote which tables. As text, because the grid knows no class of
 * ours.
 *
 * @param number by which the others acknowledge it; 0: not to be acknowledged
 * @param userId who wrote; 0: nobody in particular
 * @param tables empty: possibly all
 */
record Announcement(String node, long number, long userId, Set<String> tables) {
  /** PostgreSQL takes less than 8,000 bytes. Names of tables have one byte a letter. */
  private static final int MOST = 7_900;

  private static final String ALL = "*";
  private static final int PARTS = 4;

  String text() {
    String names = tables.isEmpty() ? ALL : String.join(",", new TreeSet<>(tables));
    String head = node + " " + number + " " + userId + " ";
    return head + (head.length() + names.length() > MOST ? ALL : names);
  }

  /** Empty where it is of another version, and cannot be understood: all may have changed. */
  static Optional<Announcement> parse(String text) {
    String[] parts = text.split(" ", PARTS);
    try {
      Set<String> tables =
          parts[3].equals(ALL) ? Set.of() : Set.copyOf(Arrays.asList(parts[3].split(",")));
      return Optional.of(
          new Announcement(parts[0], Long.parseLong(parts[1]), Long.parseLong(parts[2]), tables));
    } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }
}
