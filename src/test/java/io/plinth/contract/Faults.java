package io.plinth.contract;

import io.plinth.fixture.Answer;
import java.util.ArrayList;
import java.util.List;

/** What an operation does against a rule. */
final class Faults {
  /** Addresses of some kilobytes say no more than their beginning. */
  private static final String LONG = "(\\S{200})\\S+";

  private final Operation operation;
  private final List<String> found = new ArrayList<>();

  Faults(Operation operation) {
    this.operation = operation;
  }

  List<String> found() {
    return List.copyOf(found);
  }

  void unless(boolean kept, String what, Answer answer) {
    if (!kept) {
      String shown = answer + "\n    " + answer.headers().map();
      found.add(operation + ": " + what + "\n    " + shown.replaceAll(LONG, "$1…"));
    }
  }

  void status(int expected, Answer answer) {
    unless(answer.status() == expected, "status is not " + expected, answer);
  }

  /** A problem of that status whose text, errors included, holds each of these words. */
  void problem(int status, Answer answer, Iterable<String> words) {
    status(status, answer);
    Verdict.general(answer).forEach(fault -> unless(false, fault, answer));
    for (String word : words) {
      unless(answer.text().contains(word), "does not name " + word, answer);
    }
  }

  void problem(int status, Answer answer, String... words) {
    problem(status, answer, List.of(words));
  }
}
