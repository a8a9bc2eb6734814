package io.plinth.platform.error;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.OptimisticLockException;
import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.WebApplicationException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProblemsTest {
  private static final Logger LOG = Logger.getLogger(Problems.class.getName());

  @BeforeAll
  static void keepQuiet() {
    LOG.setLevel(Level.OFF);
  }

  @AfterAll
  static void speak() {
    LOG.setLevel(null);
  }

  @ParameterizedTest
  @CsvSource({
    "08001, UNAVAILABLE",
    "08006, UNAVAILABLE",
    "57P01, UNAVAILABLE",
    "57P03, UNAVAILABLE",
    "53300, UNAVAILABLE",
    "57014, TIMED_OUT",
    "23505, CONFLICT",
    "23503, CONFLICT",
    "40P01, CONFLICT",
    "42601, INTERNAL",
    "22P02, INVALID_REQUEST"
  })
  void sqlStatesHaveTheirProblem(String state, ProblemType type) {
    SQLException failure = new SQLException("secret detail", state);
    ProblemException problem = Problems.of(new IllegalStateException("outer", failure));
    assertThat(problem.type()).isEqualTo(type);
    assertThat(problem.getMessage()).doesNotContain("secret detail");
  }

  @Test
  void exhaustedPoolIsUnavailable() {
    assertThat(Problems.of(new SQLTransientConnectionException("no connection")).type())
        .isEqualTo(ProblemType.UNAVAILABLE);
    assertThat(Problems.of(new SQLException("no state at all")).type())
        .isEqualTo(ProblemType.INTERNAL);
  }

  @Test
  void lostUpdateIsAConflict() {
    assertThat(Problems.of(new RuntimeException(new OptimisticLockException("Client#1"))).type())
        .isEqualTo(ProblemType.CONFLICT);
  }

  @Test
  void whatTheApplicationSaidWinsOverWhatCausedIt() {
    ProblemException said = ProblemException.conflict("said");
    said.initCause(new SQLException("cause", "08001"));
    assertThat(Problems.of(new RuntimeException(said))).isSameAs(said);
  }

  @Test
  void answersOfTheContainerBecomeProblems() {
    assertThat(Problems.of(new NotFoundException()).type()).isEqualTo(ProblemType.NOT_FOUND);
    assertThat(Problems.of(new NotAcceptableException()).type())
        .isEqualTo(ProblemType.NOT_ACCEPTABLE);
    assertThat(Problems.of(new NotSupportedException()).type())
        .isEqualTo(ProblemType.UNSUPPORTED_MEDIA_TYPE);
    assertThat(Problems.of(new WebApplicationException(413)).type())
        .isEqualTo(ProblemType.TOO_LARGE);
    ProblemException notAllowed = Problems.of(new NotAllowedException("PUT", new String[] {"GET"}));
    assertThat(notAllowed.type()).isEqualTo(ProblemType.METHOD_NOT_ALLOWED);
    assertThat(notAllowed).hasMessage("Allowed: GET, PUT.");
  }

  @Test
  void unexpectedFailureIsToldWithoutDetails() {
    ProblemException problem = Problems.of(new IllegalStateException("io.plinth.Secret exploded"));
    assertThat(problem.type()).isEqualTo(ProblemType.INTERNAL);
    assertThat(problem.getMessage()).doesNotContain("io.plinth", "exploded", "IllegalState");
    assertThat(problem.errors()).isEmpty();
  }

  @Test
  void everyTypeHasAUriOfItsOwn() {
    assertThat(ProblemType.values()).extracting(ProblemType::uri).doesNotHaveDuplicates();
    assertThat(ProblemType.NOT_FOUND.uri()).isEqualTo("/problems/not-found");
    assertThat(ProblemType.values()).allMatch(t -> t.status() >= 400 && t.status() < 600);
  }
}
