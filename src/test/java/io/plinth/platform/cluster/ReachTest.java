package io.plinth.platform.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.plinth.platform.persistence.SteadyClock;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Nodes a, b and c, and what a makes of what it hears. */
class ReachTest {
  private static final List<String> NOBODY = List.of();
  private static final List<String> B = List.of("b");
  private long now = 5_000_000_000_000L;
  private final Reach a = new Reach("a", () -> now);
  private final Reach b = new Reach("b", () -> now);
  private final Reach c = new Reach("c", () -> now);

  private void pass(Duration time) {
    now += time.toNanos();
  }

  private void passSeconds(int seconds) {
    pass(Duration.ofSeconds(seconds));
  }

  private static void cutOff(Reach node) {
    node.failed(failure("08001"));
  }

  private static RuntimeException failure(String state) {
    return new IllegalStateException(new SQLException("no", state));
  }

  private void hearEachOther() {
    a.hear(b.word());
    b.hear(a.word());
  }

  @Test
  void nodeWithoutOthersKnowsThatItIsAwaySinceItWasLastAnswered() {
    passSeconds(20);
    assertThat(a.awaySince(NOBODY)).isEmpty();
    a.heard();
    passSeconds(7);
    cutOff(a);
    long since = a.awaySince(NOBODY).orElseThrow();
    assertThat(SteadyClock.millis() - since).isBetween(7_000L, 17_000L);
    a.connected();
    assertThat(a.awaySince(NOBODY)).isEmpty();
  }

  /** What it refuses, it is there for: other connections of this node or others may work. */
  @Test
  void databaseThatRefusesAConnectionIsNotAway() {
    a.failed(failure("53300"));
    assertThat(a.awaySince(NOBODY)).isEmpty();
    assertThat(a.word()).isEqualTo("a 0");
    a.failed(failure("57P03"));
    assertThat(a.awaySince(NOBODY)).isPresent();
  }

  @Test
  void isAwayForAllWhenAllSayThatTheyAreCutOff() {
    passSeconds(1);
    cutOff(a);
    hearEachOther();
    assertThat(a.awaySince(B)).as("the other has not noticed").isEmpty();
    cutOff(b);
    hearEachOther();
    assertThat(a.awaySince(B)).isPresent();
    assertThat(b.awaySince(List.of("a"))).isPresent();
    b.connected();
    hearEachOther();
    assertThat(a.awaySince(B)).isEmpty();
  }

  @Test
  void silenceIsNoWord() {
    cutOff(a);
    cutOff(b);
    assertThat(a.awaySince(B)).isEmpty();
    hearEachOther();
    assertThat(a.awaySince(B)).isPresent();
    assertThat(a.awaySince(List.of("b", "c"))).isEmpty();
    passSeconds(3);
    assertThat(a.awaySince(B)).isPresent();
    passSeconds(1);
    assertThat(a.awaySince(B)).isEmpty();
  }

  /** The one that went on without the other has what both knew; the other does not. */
  @Test
  void whoWasCutOffEarlierDoesNotKnowWhatWasWrittenAfter() {
    cutOff(a);
    passSeconds(10);
    b.heard();
    passSeconds(1);
    cutOff(b);
    hearEachOther();
    assertThat(a.awaySince(B)).isEmpty();
    assertThat(b.awaySince(List.of("a"))).isPresent();
  }

  /** Other connections than the one it listens on may still work. */
  @Test
  void nodeThatWritesIsNotCutOffWhateverItsLineSays() {
    cutOff(a);
    cutOff(b);
    hearEachOther();
    assertThat(a.awaySince(B)).isPresent();
    passSeconds(10);
    b.committed();
    hearEachOther();
    assertThat(a.awaySince(B)).isEmpty();
    cutOff(b);
    passSeconds(1);
    hearEachOther();
    assertThat(a.awaySince(B)).as("it does not know what was written").isEmpty();
    assertThat(b.awaySince(List.of("a"))).isPresent();
  }

  /** To write is not to hear what others write. */
  @Test
  void nodeThatWritesButDoesNotListenDoesNotKnowWhatOthersWrote() {
    cutOff(a);
    passSeconds(10);
    a.committed();
    b.heard();
    cutOff(a);
    cutOff(b);
    passSeconds(1);
    hearEachOther();
    assertThat(a.awaySince(B)).isEmpty();
    assertThat(b.awaySince(List.of("a"))).isPresent();
  }

  @Test
  void nodeThatNobodyKnewOfCountsWhenItReachesTheDatabase() {
    cutOff(a);
    cutOff(b);
    hearEachOther();
    a.hear(c.word());
    assertThat(a.awaySince(B)).isEmpty();
    passSeconds(3);
    hearEachOther();
    passSeconds(2);
    assertThat(a.awaySince(B)).as("it has not been heard of again").isPresent();
  }

  @Test
  void isCutOffAloneWhenTheOthersHadTimeToSayTheSameAndDoNot() {
    cutOff(a);
    passSeconds(3);
    a.hear(b.word());
    assertThat(a.isCutOffAlone(B)).isFalse();
    pass(Duration.ofMillis(1));
    cutOff(a);
    assertThat(a.isCutOffAlone(B)).isTrue();
    assertThat(a.isCutOffAlone(NOBODY)).as("one that is unknown reaches it").isTrue();
    a.connected();
    assertThat(a.isCutOffAlone(B)).isFalse();
  }

  @Test
  void nodeDoesNotCountItsOwnWord() {
    a.hear(a.word());
    cutOff(a);
    assertThat(a.awaySince(NOBODY)).isPresent();
  }
}
