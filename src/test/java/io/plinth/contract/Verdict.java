package io.plinth.contract;

import io.plinth.fixture.Answer;
import io.plinth.fixture.Problems;
import java.util.ArrayList;
import java.util.List;

/** What must be true of every answer of the REST interface, whatever was sent. */
final class Verdict {
  private Verdict() {}

  /** What is wrong with an answer; empty: nothing. */
  static List<String> of(Operation operation, Answer answer) {
    List<String> faults = new ArrayList<>(general(answer));
    if (faults.isEmpty()) {
      faults.addAll(operation.contract().deviations(operation, answer));
    }
    return faults;
  }

  /** Also where nothing is known of the operation. */
  static List<String> general(Answer answer) {
    List<String> faults = new ArrayList<>();
    if (answer.status() >= 500) {
      faults.add("status " + answer.status());
    }
    if (answer.mediaType().contains("html") || answer.text().contains("<html")) {
      faults.add("HTML");
    }
    if (answer.status() >= 400 && !answer.request().startsWith("HEAD ")) {
      try {
        Problems.assertProblem(answer, answer.status());
      } catch (AssertionError | RuntimeException e) {
        faults.add(first(e));
      }
    }
    return faults;
  }

  private static String first(Throwable e) {
    String message = String.valueOf(e.getMessage());
    return message.substring(0, Math.min(message.length(), 400));
  }
}
