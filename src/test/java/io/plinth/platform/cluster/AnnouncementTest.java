package io.plinth.platform.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnnouncementTest {
  private static final String NODE = "1c4b1c0e-0f4c-4f4e-9c57-0f2f0c1d5a11";

  @Test
  void isReadAsItWasTold() {
    Announcement told = new Announcement(NODE, 42, 7, Set.of("clients", "services"));
    assertThat(Announcement.parse(told.text())).contains(told);
  }

  @Test
  void manyTablesAreAllOfThem() {
    for (int tables : new int[] {200, 1_000}) {
      Set<String> names =
          IntStream.range(0, tables).mapToObj(i -> "table_number_" + i).collect(Collectors.toSet());
      String text = new Announcement(NODE, Long.MAX_VALUE, Long.MAX_VALUE, names).text();
      assertThat(text.getBytes(StandardCharsets.UTF_8).length).isLessThan(8_000);
      Set<String> heard = Announcement.parse(text).orElseThrow().tables();
      assertThat(heard).isEqualTo(tables == 200 ? names : Set.of());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "*", "a b c", "a b c d", "a 1 x clients", "a 1"})
  void whatCannotBeUnderstoodIsNotGuessedAt(String text) {
    assertThat(Announcement.parse(text)).isEmpty();
  }
}
