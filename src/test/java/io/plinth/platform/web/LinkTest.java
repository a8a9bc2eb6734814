package io.plinth.platform.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LinkTest {
  @Test
  void keepsOrderAndEncodes() {
    Link link = Link.to("/clients").with("q", "a&b c").with("status", "ACTIVE");
    assertThat(link).hasToString("/clients?q=a%26b+c&status=ACTIVE");
  }

  @Test
  void leavesOutWhatIsEmpty() {
    assertThat(Link.to("/").with("q", "").with("ownerId", null)).hasToString("/");
    assertThat(Link.to("/").with("q", "x").with("q", null)).hasToString("/");
  }

  @Test
  void isImmutable() {
    Link link = Link.to("/").with("q", "x");
    link.without("q");
    assertThat(link.get("q")).isEqualTo("x");
  }

  @Test
  void turnsTheSortRoundOnTheSecondClick() {
    Sort sort = Sort.parse("-revenue");
    assertThat(sort.aria("revenue")).isEqualTo("descending");
    assertThat(sort.aria("name")).isNull();
    assertThat(sort.next("revenue", true)).isEqualTo("revenue");
    assertThat(sort.next("hours", true)).isEqualTo("-hours");
    assertThat(sort.next("name", false)).isEqualTo("name");
  }
}
