package io.plinth.platform.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PasswordsTest {
  private final Passwords passwords = new Passwords();

  @Test
  void onlyTheRightPasswordMatches() {
    String hash = passwords.hash("correct horse battery");
    assertThat(passwords.matches("correct horse battery", hash)).isTrue();
    assertThat(passwords.matches("correct horse batterz", hash)).isFalse();
    assertThat(passwords.matches("correct horse battery ", hash)).isFalse();
    assertThat(passwords.matches("", hash)).isFalse();
  }

  @Test
  void samePasswordHasAnotherHashEveryTime() {
    assertThat(passwords.hash("p")).isNotEqualTo(passwords.hash("p")).doesNotContain("$p$");
  }

  @Test
  void lettersOfAllScriptsCount() {
    String hash = passwords.hash("пароль-длинный");
    assertThat(passwords.matches("пароль-длинный", hash)).isTrue();
    assertThat(passwords.matches("??????-????????", hash)).isFalse();
  }

  @Test
  void nobodysHashMatchesNothing() {
    assertThat(passwords.matches("", null)).isFalse();
    assertThat(passwords.matches("anything", null)).isFalse();
  }

  @Test
  void roundsAreThoseInTheHash() {
    String hash = passwords.hash("p");
    assertThat(hash).startsWith("pbkdf2$210000$");
    assertThat(passwords.matches("p", hash.replace("$210000$", "$209999$"))).isFalse();
  }

  /** The shortest of several of each, because another process may always be in the way. */
  @Test
  void takesAsLongForNobodyAsForSomebody() {
    String hash = passwords.hash("somebody's password");
    long somebody = shortest(() -> passwords.matches("wrong", hash));
    long nobody = shortest(() -> passwords.matches("wrong", null));
    assertThat((double) nobody / somebody).isBetween(0.5, 2.0);
  }

  private static long shortest(Runnable work) {
    long shortest = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      long start = System.nanoTime();
      work.run();
      shortest = Math.min(shortest, System.nanoTime() - start);
    }
    return shortest;
  }
}
