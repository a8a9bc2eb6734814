package io.plinth.platform.openapi;

import io.plinth.platform.error.ProblemType;

/**
 * Model of {@code platform/problem}.
 *
 * @param example the body of an answer with this problem
 */
public record ProblemScreen(int status, String title, String meaning, String uri, String example) {

  static ProblemScreen of(ProblemType type) {
    return new ProblemScreen(
        type.status(),
        type.title(),
        type.meaning(),
        type.uri(),
        ProblemResponses.example(type).toPrettyString());
  }
}
