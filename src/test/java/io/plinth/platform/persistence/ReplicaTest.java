package io.plinth.platform.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which failures of a replica send a read to the primary. */
class ReplicaTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "08006", // the connection broke
        "28000", // nobody is let in
        "40001", // replay got in the way
        "53300", // too many connections
        "57P01", // it goes down
        "57P03", // it is not up yet
        "58030", // its disk
        "XX001" // its data
      })
  void itsOwnTroubleIsNoReasonToRefuseARead(String state) {
    SQLException failure = new SQLException("no", state);
    assertThat(Replica.isToBlame(failure)).isTrue();
    assertThat(Replica.isToBlame(new IllegalStateException(failure))).isTrue();
  }

  /** As HikariCP says it: with the state of what it met last, whatever that was. */
  @ParameterizedTest
  @ValueSource(strings = {"53300", "28P01", "3D000", "42501"})
  void poolThatGetsNoConnectionIsItsTroubleWhateverTheReason(String state) {
    SQLException met = new SQLException("no", state);
    assertThat(
            Replica.isToBlame(
                new IllegalStateException(
                    new SQLTransientConnectionException("timed out", state, met))))
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"57014", "42P01", "22012", "23505", "25006"})
  void whatWouldFailElsewhereTooIsNotTriedAgain(String state) {
    assertThat(Replica.isToBlame(new SQLException("no", state))).isFalse();
  }

  @Test
  void neitherIsAFaultOfOurOwn() {
    assertThat(Replica.isToBlame(new IllegalStateException("ours"))).isFalse();
  }
}
