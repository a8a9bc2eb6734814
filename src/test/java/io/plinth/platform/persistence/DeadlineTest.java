package io.plinth.platform.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.plinth.platform.error.ProblemException;
import io.plinth.platform.error.ProblemType;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeadlineTest {
  @AfterEach
  void end() {
    StatementLog.end();
  }

  @Test
  void requestThatOutlivesItsTimeGetsNoFurtherStatement() throws InterruptedException {
    StatementLog.begin(Duration.ofMillis(20));
    Thread.sleep(40);
    ProblemException late =
        catchThrowableOfType(ProblemException.class, StatementLog::refuseIfLate);
    assertThat(late.type()).isEqualTo(ProblemType.TIMED_OUT);
    assertThat(late.retrySeconds()).isPositive();
  }

  @Test
  void requestInTimeAndWorkWithoutARequestGoOn() {
    StatementLog.refuseIfLate();
    StatementLog.begin(Duration.ofMinutes(1));
    StatementLog.refuseIfLate();
  }
}
