package io.plinth.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Pattern;

/** What every error must look like. */
public final class Problems {
  private static final Pattern INTERNALS =
      Pattern.compile(
          "\\bat"
              + " [a-z]+(\\.[\\w$]+)+\\(|\\b(java|javax|jakarta|org|com|fish)\\.[a-z]+\\.|io\\.plinth|"
              + "\\w+(Exception|Error)\\b|<html|(?i)payara|grizzly|jersey|hibernate|postgres");

  private Problems() {}

  /** An {@code application/problem+json} of that status that gives nothing away. */
  public static JsonNode assertProblem(Answer answer, int status) {
    assertThat(answer.status()).as("%s", answer).isEqualTo(status);
    assertThat(answer.mediaType()).as("%s", answer).isEqualTo("application/problem+json");
    JsonNode problem = answer.json();
    assertThat(problem.path("type").asText()).as("%s", answer).startsWith("/problems/");
    assertThat(problem.path("title").asText()).as("%s", answer).isNotBlank();
    assertThat(problem.path("detail").asText()).as("%s", answer).isNotBlank();
    assertThat(problem.path("status").asInt()).isEqualTo(status);
    String path = answer.request().split(" ")[1].split("\\?")[0];
    assertThat(problem.path("instance").asText()).as("%s", answer).isEqualTo(path);
    assertThat(problem.path("requestId").asText())
        .as("%s", answer)
        .isNotBlank()
        .isEqualTo(answer.header("X-Request-ID"));
    assertThat(answer.header("Server-Timing")).as("%s", answer).contains("statements");
    assertThat(answer.header("X-Response-Time")).as("%s", answer).matches("\\d+ms");
    assertThat(answer.text()).doesNotContainPattern(INTERNALS);
    return problem;
  }
}
