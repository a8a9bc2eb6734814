package io.plinth.platform.web;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;

/**
 * The tiny trend in a number tile: a path in a box of 100 by 24, without axis or label.
 *
 * <p>It need not start at zero, for it only shows a shape; but a box never spans less than a third
 * of the highest value, so that noise stays small.
 */
public final class Sparkline {
  private static final double WIDTH = 100;
  private static final double HEIGHT = 24;
  private static final double MARGIN = 2;

  private Sparkline() {}

  /** The path; null where fewer than two values leave nothing to draw. */
  public static String path(List<BigDecimal> values) {
    double highest =
        values.stream().mapToDouble(v -> v == null ? 0 : v.doubleValue()).max().orElse(0);
    if (values.size() < 2 || highest <= 0) {
      return null;
    }
    double low = values.stream().mapToDouble(v -> v == null ? 0 : v.doubleValue()).min().orElse(0);
    double floor = Math.max(0, Math.min(low, highest * 2 / 3));
    StringBuilder path = new StringBuilder();
    for (int i = 0; i < values.size(); i++) {
      double value = values.get(i) == null ? 0 : Math.max(0, values.get(i).doubleValue());
      double x = i * WIDTH / (values.size() - 1);
      double y = MARGIN + (HEIGHT - 2 * MARGIN) * (1 - (value - floor) / (highest - floor));
      path.append(String.format(Locale.ROOT, "%s%.1f %.1f", i == 0 ? "M" : "L", x, y));
    }
    return path.toString();
  }
}
