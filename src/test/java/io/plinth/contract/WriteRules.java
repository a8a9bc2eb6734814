package io.plinth.contract;

import io.plinth.fixture.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** What holds for every operation that takes JSON. */
final class WriteRules {
  static final List<Rule> ALL =
      List.of(
          new Rule("every invalid field is named", Operation::takesJson, WriteRules::invalid),
          new Rule("bodies have 100 levels", Operation::takesJson, WriteRules::depth),
          new Rule("bodies are JSON", Operation::takesJson, WriteRules::malformed),
          new Rule("unknown parameters of writes", Operation::takesJson, WriteRules::parameter));
  private static final int MOST_LEVELS = 100;

  private WriteRules() {}

  private static Answer send(Subject write, String path, String body) {
    boolean patch = write.operation().verb().equals("PATCH");
    return patch
        ? write.api().patch(path, body)
        : write.api().json(write.operation().verb(), path, body);
  }

  /** Of the wrong type, all of them, and one that does not exist. */
  private static void invalid(Subject write, Faults faults) {
    List<String> pointers = new ArrayList<>();
    StringJoiner body = new StringJoiner(",", "{", "}");
    for (var property : write.operation().body().path("properties").properties()) {
      if (!property.getValue().path("readOnly").asBoolean()) {
        body.add("\"" + property.getKey() + "\":{\"a\":[[{}]]}");
        pointers.add("\"/" + property.getKey());
      }
    }
    body.add("\"nope\":1");
    pointers.add("\"/nope\"");
    faults.problem(400, send(write, write.path(), body.toString()), pointers);
  }

  private static void depth(Subject write, Faults faults) {
    String legal = "{\"nope\":" + "[".repeat(MOST_LEVELS - 1) + "]".repeat(MOST_LEVELS - 1) + "}";
    String deep = "{\"nope\":" + "[".repeat(MOST_LEVELS) + "]".repeat(MOST_LEVELS) + "}";
    faults.problem(400, send(write, write.path(), legal), "/problems/invalid-request");
    faults.problem(400, send(write, write.path(), deep), "/problems/malformed-body");
  }

  private static void malformed(Subject write, Faults faults) {
    for (String body : List.of("{", "{} {}", "{\"a\":1,\"a\":2}", "[]", "1", "null", "NaN")) {
      faults.problem(400, send(write, write.path(), body), "/problems/malformed-body");
    }
  }

  private static void parameter(Subject write, Faults faults) {
    faults.problem(400, send(write, write.path() + "?nope=1", "{}"), "nope");
  }
}
