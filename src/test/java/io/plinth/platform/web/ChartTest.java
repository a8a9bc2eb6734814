package io.plinth.platform.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.plinth.platform.web.Chart.Category;
import io.plinth.platform.web.Chart.Series;
import io.plinth.platform.web.Chart.Writing;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChartTest {
  private static final Writing PLAIN =
      new Writing(BigDecimal::toPlainString, BigDecimal::toPlainString);
  private static final List<Category> TWO =
      List.of(new Category("Jan", "Jan 2026", false), new Category("Feb", "Feb 2026", false));

  @Test
  void stepsAreRoundAndFourAreEnough() {
    for (int i = 1; i < 100_000; i = i * 7 / 4 + 1) {
      BigDecimal step = Chart.step(BigDecimal.valueOf(i));
      assertThat(step.unscaledValue().toString()).matches("[125]0*");
      assertThat(BigDecimal.valueOf(i).doubleValue() / step.doubleValue()).isBetween(1.0, 4.0);
    }
  }

  @Test
  void stacksBarsFromTheGround() {
    Chart chart = Chart.of("c", "", TWO, List.of(bars("a", 30, 0), bars("b", 10, 20)), PLAIN);
    assertThat(chart.ticks())
        .extracting(Chart.Tick::label)
        .containsExactly("0", "10", "20", "30", "40");
    List<Chart.Bar> january = chart.points().get(0).bars();
    double ground = Chart.HEIGHT;
    assertThat(bottom(january.get(0))).isEqualTo(ground);
    assertThat(bottom(january.get(1))).isEqualTo(Double.parseDouble(january.get(0).y()));
    assertThat(january.get(1).y()).isEqualTo(String.valueOf(Chart.TOP));
    assertThat(chart.points().get(1).bars()).hasSize(1);
  }

  @Test
  void saysEveryPointInWords() {
    Chart chart =
        Chart.of("c", "", TWO, List.of(bars("Billable", 3, 1), bars("Other", 1, 1)), PLAIN);
    assertThat(chart.points().get(0).sentence()).isEqualTo("Jan 2026 · 3 billable · 1 other");
  }

  @Test
  void drawsALineOverTheBars() {
    List<BigDecimal> values = List.of(BigDecimal.ZERO, BigDecimal.valueOf(4));
    Chart chart = Chart.of("c", "", TWO, List.of(Series.line("l", "s3", values)), PLAIN);
    assertThat(chart.line()).isEqualTo("M250 140L750 22");
  }

  @Test
  void standsAPeriodWithoutValues() {
    Chart chart = Chart.of("c", "", TWO, List.of(bars("a", 0, 0)), PLAIN);
    assertThat(chart.isEmpty()).isTrue();
    assertThat(chart.points()).allMatch(p -> p.bars().isEmpty());
  }

  private static double bottom(Chart.Bar bar) {
    return Double.parseDouble(bar.y()) + Double.parseDouble(bar.height());
  }

  private static Series bars(String name, int... values) {
    return Series.bars(name, "s1", Arrays.stream(values).mapToObj(BigDecimal::valueOf).toList());
  }
}
