package io.plinth.contract;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * A rule of the platform, as a check of one operation.
 *
 * @param applies the operations that it is about
 * @param check notes what an operation does against it
 */
record Rule(String name, Predicate<Operation> applies, BiConsumer<Subject, Faults> check) {
  /** All of them. */
  static List<Rule> all() {
    return java.util.stream.Stream.of(ListRules.ALL, ReadRules.ALL, WriteRules.ALL)
        .flatMap(List::stream)
        .toList();
  }

  List<String> faults(Subject subject) {
    Faults faults = new Faults(subject.operation());
    check.accept(subject, faults);
    return faults.found();
  }

  @Override
  public String toString() {
    return name;
  }
}
