package io.plinth.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FlatnessTest {
  private static final int SAMPLES = 60;
  private final Flatness flatness = new Flatness(0.05, 2);

  private static List<Long> series(IntToLongFunction value) {
    return IntStream.range(0, SAMPLES).mapToLong(i -> value.applyAsLong(i)).boxed().toList();
  }

  @Test
  void whatStaysIsFlatAlsoWhereItJumps() {
    Random random = new Random(7);
    assertThat(flatness.isFlat(series(i -> 400))).isTrue();
    assertThat(flatness.isFlat(series(i -> 400 + random.nextInt(80)))).isTrue();
    assertThat(flatness.isFlat(series(i -> i % 10 == 0 ? 900 : 400))).isTrue();
    assertThat(flatness.isFlat(series(i -> 300 + 10 * (i % 10)))).as("saw's teeth").isTrue();
    assertThat(flatness.isFlat(series(i -> 500 - i))).isTrue();
  }

  @Test
  void whatWarmsUpFirstIsFlat() {
    assertThat(flatness.isFlat(series(i -> 400 - 300 / (1 + i)))).isTrue();
    assertThat(flatness.isFlat(series(i -> Math.min(400, 100 + 30 * i)))).isTrue();
  }

  /** The positive control of the soak: a leak of two in a thousand a sample. */
  @Test
  void whatRisesIsNot() {
    Random random = new Random(7);
    assertThat(flatness.isFlat(series(i -> 400 + i))).isFalse();
    assertThat(flatness.isFlat(series(i -> 400 + 2L * i + random.nextInt(40)))).isFalse();
    assertThat(flatness.isFlat(series(i -> i < 30 ? 400 : 460))).as("a step").isFalse();
    assertThat(flatness.rise(series(i -> 10L * i))).isBetween(300L, 340L);
  }

  @Test
  void aFewMeasurementsTellNothing() {
    assertThatThrownBy(() -> flatness.isFlat(List.of(1L, 2L, 3L)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void heapIsTheSumOfItsGenerationsAndNotTheClasses() {
    String serial =
        """
        4711:
         def new generation   total 78656K, used 1398K [0x00000000e0000000, 0x00000000e5550000)
          eden space 69952K,   2% used [0x00000000e0000000, 0x00000000e015dac0)
         tenured generation   total 174784K, used 90210K [0x00000000eaaa0000, 0x00000000f5550000)
           the space 174784K,  51% used [0x00000000eaaa0000, 0x00000000f02b8a50)
         Metaspace       used 119382K, committed 120960K, reserved 1179648K
        """;
    assertThat(ProcessSample.heap(serial)).isEqualTo((1398 + 90210) * 1024L);
    assertThatThrownBy(() -> ProcessSample.heap("garbage-first heap   total 1K, used 1K"))
        .isInstanceOf(IllegalStateException.class);
  }
}
