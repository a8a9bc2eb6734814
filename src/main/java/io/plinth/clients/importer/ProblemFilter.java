package io.plinth.clients.importer;

import java.util.List;

/** Which problems of an import. */
public record ProblemFilter(List<Long> id) {
  static final ProblemFilter ALL = new ProblemFilter(List.of());
}
