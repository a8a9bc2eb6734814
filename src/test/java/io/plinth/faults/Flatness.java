package io.plinth.faults;

import java.util.List;

/**
 * Whether a series of measurements stays where it is. What warms up in the first fifth does not
 * count; of the rest, the median of the last third may lie above that of the first third by a share
 * and an amount. Medians, because single measurements jump.
 */
record Flatness(double share, long amount) {
  private static final int FEWEST = 15;

  /** How much the last third lies above the first. */
  long rise(List<Long> series) {
    if (series.size() < FEWEST) {
      throw new IllegalArgumentException("Fewer than " + FEWEST + " measurements tell nothing");
    }
    List<Long> settled = series.subList(series.size() / 5, series.size());
    int third = settled.size() / 3;
    return median(settled.subList(settled.size() - third, settled.size()))
        - median(settled.subList(0, third));
  }

  boolean isFlat(List<Long> series) {
    List<Long> settled = series.subList(series.size() / 5, series.size());
    return rise(series) <= share * median(settled) + amount;
  }

  static long median(List<Long> values) {
    List<Long> sorted = values.stream().sorted().toList();
    return sorted.get(sorted.size() / 2);
  }
}
