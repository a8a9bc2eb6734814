package io.plinth.platform.paging;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class WhereTest {

  @Test
  void wildcardsInASearchAreTakenLiterally() {
    assertThat(Where.literal(" 50%_\\ ")).isEqualTo("50\\%\\_\\\\");
  }

  @Test
  void blankSearchIsNoSearch() {
    assertThat(Where.literal(null)).isNull();
    assertThat(Where.literal(" \t")).isNull();
  }

  @Test
  void conditionWithoutValueDoesNotStand() {
    Where where = new Where().and("a = :a", "a", null).and("b = any(:b)", "b", List.of());
    assertThat(where.clause()).isEmpty();
    assertThat(where.and("c = :c", "c", 1).and("d").clause()).isEqualTo(" where c = :c and d");
    assertThat(where.parameters()).containsOnlyKeys("c");
  }

  @Test
  void fingerprintTellsFiltersApartAndNothingElse() {
    assertThat(filter(1, "x").fingerprint()).isEqualTo(filter(1, "x").fingerprint());
    assertThat(filter(1, "x").fingerprint()).isNotEqualTo(filter(2, "x").fingerprint());
    assertThat(filter(1, "x").fingerprint()).isNotEqualTo(filter(1, "y").fingerprint());
    assertThat(filter(1, "x").fingerprint()).isNotEqualTo(filter(1, null).fingerprint());
  }

  /** Or else page tokens would end at midnight. */
  @Test
  void fingerprintIsNotAboutTheDay() {
    assertThat(filter(1, "x").bind("today", LocalDate.of(2026, 3, 1)).fingerprint())
        .isEqualTo(filter(1, "x").bind("today", LocalDate.of(2026, 3, 2)).fingerprint());
    assertThat(filter(1, "x").bind("today", LocalDate.of(2026, 3, 1)).parameters())
        .containsEntry("today", LocalDate.of(2026, 3, 1));
  }

  @Test
  void copyDoesNotChangeItsOriginal() {
    Where where = filter(1, "x");
    where.copy().and("more").bind("z", 1).needs("join");
    assertThat(where.clause()).isEqualTo(filter(1, "x").clause());
    assertThat(where.parameters()).doesNotContainKey("z");
    assertThat(where.joins()).isEmpty();
  }

  private static Where filter(int number, String text) {
    return new Where().and("a = :a", "a", number).and("b = :b", "b", text);
  }
}
