package io.plinth.platform.web;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * A chart by category (usually by month), as geometry that a template writes as SVG.
 *
 * <p>Across, everything is a percentage of the width; down, everything is in pixels. So the drawing
 * fits a phone and a wall without a script and without distorting a letter. Bars of several series
 * are stacked; a line lies over them. Every point carries the sentence that is shown, and read out,
 * when it is pointed at or reached by keyboard.
 *
 * @param id unique on the page
 * @param caption what the chart says, in one line
 * @param series the series, in the order they are stacked, from the bottom
 * @param ticks the lines across, with their labels
 * @param points one for each category
 * @param line the line's path in a box of 1000 by {@link #HEIGHT}; null without a line
 */
public record Chart(
    String id,
    String caption,
    List<Series> series,
    List<Tick> ticks,
    List<Point> points,
    String line) {
  /** The height of the plot in pixels, without the labels below it. */
  public static final int HEIGHT = 140;

  /** Room above the highest bar for the sentence of the point. */
  public static final int TOP = 22;

  private static final int TICKS = 4;
  private static final int LABEL_LIMIT = 12;
  private static final double BAR_SHARE = 0.6;
  private static final double LINE_BOX = 1000;

  /** How a series is drawn. */
  public enum Kind {
    /** A bar, on top of the bars of the series before it. */
    BAR,
    /** A line over the bars. */
    LINE
  }

  /**
   * One series of values, one for each category; null counts as nothing.
   *
   * @param name as the key and the table call it
   * @param style the class that gives its colour: {@code s1}, {@code s2} …
   */
  public record Series(String name, String style, Kind kind, List<BigDecimal> values) {
    /** A series of bars. */
    public static Series bars(String name, String style, List<BigDecimal> values) {
      return new Series(name, style, Kind.BAR, values);
    }

    /** A series drawn as a line. */
    public static Series line(String name, String style, List<BigDecimal> values) {
      return new Series(name, style, Kind.LINE, values);
    }

    BigDecimal value(int index) {
      BigDecimal value = values.get(index);
      return value == null ? BigDecimal.ZERO : value;
    }
  }

  /**
   * A category: short on the axis, in full elsewhere.
   *
   * @param open whether its values are not final yet, which is shown and said
   */
  public record Category(String label, String name, boolean open) {}

  /** A line across, at a height from the top, in pixels. */
  public record Tick(String y, String label) {}

  /** A bar of one series, in pixels from the top. */
  public record Bar(String style, String y, String height) {}

  /**
   * Everything about one category.
   *
   * @param x left edge of its column, percent
   * @param width width of its column, percent
   * @param barX left edge of the bar, percent
   * @param barWidth width of the bar, percent
   * @param middle its middle, percent
   * @param lineY height of the line's point from the top; null without a line
   * @param labelled whether its label is written
   * @param values the values as the table shows them, by series
   * @param sentence what is shown and read out
   */
  public record Point(
      Category category,
      String x,
      String width,
      String barX,
      String barWidth,
      String middle,
      String lineY,
      boolean labelled,
      List<Bar> bars,
      List<String> values,
      String sentence) {}

  /** How numbers are written: on the axis, and in full with their unit. */
  public record Writing(Function<BigDecimal, String> axis, Function<BigDecimal, String> full) {}

  /** Lays a chart out. */
  public static Chart of(
      String id, String caption, List<Category> categories, List<Series> series, Writing writing) {
    BigDecimal step = step(highest(categories.size(), series));
    int steps = steps(highest(categories.size(), series), step);
    BigDecimal top = step.multiply(BigDecimal.valueOf(steps));
    List<Tick> ticks = new ArrayList<>();
    for (int i = 0; i <= steps; i++) {
      BigDecimal value = step.multiply(BigDecimal.valueOf(i));
      ticks.add(new Tick(number(y(value, top)), writing.axis().apply(value)));
    }
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < categories.size(); i++) {
      points.add(point(i, categories, series, top, writing));
    }
    return new Chart(id, caption, series, ticks, points, linePath(categories, series, top));
  }

  /** Whether there is nothing to draw. */
  public boolean isEmpty() {
    return series.stream()
        .flatMap(s -> s.values().stream())
        .allMatch(v -> v == null || v.signum() == 0);
  }

  private static Point point(
      int i, List<Category> categories, List<Series> series, BigDecimal top, Writing writing) {
    double width = 100.0 / categories.size();
    double barWidth = Math.min(width * BAR_SHARE, 8);
    List<String> values = new ArrayList<>();
    StringBuilder sentence = new StringBuilder(categories.get(i).name());
    for (Series one : series) {
      String value = writing.full().apply(one.value(i));
      values.add(value);
      sentence.append(" · ").append(value);
      if (series.size() > 1) {
        sentence.append(' ').append(one.name().toLowerCase(Locale.ROOT));
      }
    }
    int every = (categories.size() + LABEL_LIMIT - 1) / LABEL_LIMIT;
    return new Point(
        categories.get(i),
        number(i * width),
        number(width),
        number(i * width + (width - barWidth) / 2),
        number(barWidth),
        number((i + 0.5) * width),
        lineY(i, series, top),
        i % every == 0,
        bars(i, series, top),
        values,
        sentence.toString());
  }

  private static List<Bar> bars(int i, List<Series> series, BigDecimal top) {
    List<Bar> bars = new ArrayList<>();
    BigDecimal below = BigDecimal.ZERO;
    for (Series one : series) {
      BigDecimal value = one.value(i);
      if (one.kind() == Kind.BAR && value.signum() > 0) {
        BigDecimal above = below.add(value);
        double y = y(above, top);
        bars.add(new Bar(one.style(), number(y), number(y(below, top) - y)));
        below = above;
      }
    }
    return bars;
  }

  private static String lineY(int i, List<Series> series, BigDecimal top) {
    return series.stream()
        .filter(s -> s.kind() == Kind.LINE)
        .findFirst()
        .map(s -> number(y(s.value(i), top)))
        .orElse(null);
  }

  private static String linePath(List<Category> categories, List<Series> series, BigDecimal top) {
    return series.stream()
        .filter(s -> s.kind() == Kind.LINE)
        .findFirst()
        .map(s -> path(categories.size(), s, top))
        .orElse(null);
  }

  private static String path(int size, Series line, BigDecimal top) {
    StringBuilder path = new StringBuilder();
    for (int i = 0; i < size; i++) {
      path.append(i == 0 ? 'M' : 'L')
          .append(number((i + 0.5) * LINE_BOX / size))
          .append(' ')
          .append(number(y(line.value(i), top)));
    }
    return path.toString();
  }

  private static double y(BigDecimal value, BigDecimal top) {
    double share = value.doubleValue() / top.doubleValue();
    return TOP + (HEIGHT - TOP) * (1 - Math.max(0, share));
  }

  private static BigDecimal highest(int size, List<Series> series) {
    BigDecimal highest = BigDecimal.ZERO;
    for (int i = 0; i < size; i++) {
      BigDecimal stack = BigDecimal.ZERO;
      for (Series one : series) {
        if (one.kind() == Kind.BAR) {
          stack = stack.add(one.value(i));
        } else {
          highest = highest.max(one.value(i));
        }
      }
      highest = highest.max(stack);
    }
    return highest;
  }

  /** The distance between two lines: 1, 2 or 5 times a power of ten, so that four are enough. */
  static BigDecimal step(BigDecimal highest) {
    if (highest.signum() <= 0) {
      return BigDecimal.ONE;
    }
    BigDecimal raw = highest.divide(BigDecimal.valueOf(TICKS), 10, RoundingMode.UP);
    BigDecimal power = BigDecimal.ONE.scaleByPowerOfTen(raw.precision() - raw.scale() - 1);
    for (int factor : new int[] {1, 2, 5}) {
      BigDecimal step = power.multiply(BigDecimal.valueOf(factor));
      if (step.compareTo(raw) >= 0) {
        return step;
      }
    }
    return power.multiply(BigDecimal.TEN);
  }

  private static int steps(BigDecimal highest, BigDecimal step) {
    return Math.max(1, highest.divide(step, 0, RoundingMode.CEILING).intValueExact());
  }

  private static String number(double value) {
    return BigDecimal.valueOf(value)
        .setScale(2, RoundingMode.HALF_UP)
        .stripTrailingZeros()
        .toPlainString();
  }
}
