package io.plinth.platform.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SqlTest {

  @Test
  void namedParametersBecomePositionsInOrderOfUse() {
    Sql.Parsed parsed = Sql.parse("select :a, :bc where x = :a");
    assertThat(parsed.text()).isEqualTo("select ?, ? where x = ?");
    assertThat(parsed.names()).containsExactly("a", "bc", "a");
  }

  @Test
  void castsAreNotParameters() {
    Sql.Parsed parsed = Sql.parse("select :a::text, x::bigint");
    assertThat(parsed.text()).isEqualTo("select ?::text, x::bigint");
    assertThat(parsed.names()).containsExactly("a");
  }

  @Test
  void literalsAreLeftAlone() {
    Sql.Parsed parsed = Sql.parse("select 'at :noon, it''s :late', ':x' || :real");
    assertThat(parsed.text()).isEqualTo("select 'at :noon, it''s :late', ':x' || ?");
    assertThat(parsed.names()).containsExactly("real");
  }

  @Test
  void commentsAreLeftAloneAlsoWithAnApostropheInThem() {
    Sql.Parsed parsed = Sql.parse("select 1 -- it's :not a parameter\nwhere y = :y -- :last");
    assertThat(parsed.text()).isEqualTo("select 1 -- it's :not a parameter\nwhere y = ? -- :last");
    assertThat(parsed.names()).containsExactly("y");
  }

  @Test
  void colonBeforeANumberIsASliceOfAnArray() {
    assertThat(Sql.parse("select tags[1:2]").names()).isEmpty();
  }

  @Test
  void literalThatNeverEndsEndsWithTheText() {
    assertThat(Sql.parse("select ':a").text()).isEqualTo("select ':a");
  }

  @Test
  void componentsAreReadFromColumnsInSnakeCase() {
    assertThat(Sql.column("nextFollowUpDate")).isEqualTo("next_follow_up_date");
    assertThat(Sql.column("id")).isEqualTo("id");
  }
}
