package io.plinth.platform.cache;

import java.lang.reflect.Method;
import java.time.LocalDate;
import java.util.List;

/**
 * What makes two calls one: the method, its arguments, what the caller may see, and the day, which
 * "today" in a computation refers to. A whole answer has no method; its arguments are what it
 * depends on in the request.
 */
record ResultKey(Method method, List<Object> arguments, String scope, LocalDate day) {
  private static final int OBJECT_PER_TEXT = 4;

  /** Bytes in memory, by estimate: what is asked for can be far larger than the answer. */
  long weight() {
    return (long) OBJECT_PER_TEXT * arguments.toString().length() + scope.length();
  }
}
