package io.plinth.platform.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who shares what is kept with whom. */
class PrincipalTest {
  private static final String ALL = "boats:all";

  private static Principal person(long id, String... permissions) {
    return new Principal(id, "somebody", Set.of(permissions), null, false);
  }

  @Test
  void whoSeesEverybodysRowsSharesWithWhoeverMayDoTheSame() {
    assertThat(person(1, "boats:read", ALL).dataScope(ALL))
        .isEqualTo(person(2, ALL, "boats:read").dataScope(ALL))
        .isNotEqualTo(person(2, ALL).dataScope(ALL));
    assertThat(person(1, "*:*").dataScope(ALL)).isEqualTo(person(2, "*:*").dataScope(ALL));
  }

  @Test
  void whoSeesOnlyTheirOwnSharesWithNobody() {
    assertThat(person(1, "boats:read", "timesheets:all").dataScope(ALL))
        .isNotEqualTo(person(2, "boats:read", "timesheets:all").dataScope(ALL));
  }

  @Test
  void nobodySharesWhereNoPermissionIsNamed() {
    assertThat(person(1, "*:*").dataScope("")).isNotEqualTo(person(2, "*:*").dataScope(""));
  }
}
