package io.plinth.platform.error;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Ends a request with a problem. Thrown by any layer; the mapper gives it its HTTP form. */
public class ProblemException extends RuntimeException {
  /** Nobody reads more, and each takes many times the memory of what it is about. */
  public static final int MOST_ERRORS = 100;

  private static final long serialVersionUID = 1L;
  private final ProblemType type;
  private final transient List<FieldError> errors;
  private final long retrySeconds;

  private ProblemException(
      ProblemType type, String detail, List<FieldError> errors, long retrySeconds) {
    super(detail);
    this.type = type;
    this.errors = List.copyOf(errors.subList(0, Math.min(errors.size(), MOST_ERRORS)));
    this.retrySeconds = retrySeconds;
  }

  public ProblemException(ProblemType type, String detail, List<FieldError> errors) {
    this(type, detail, errors, type.retrySeconds());
  }

  public ProblemException(ProblemType type, String detail) {
    this(type, detail, List.of());
  }

  public ProblemType type() {
    return type;
  }

  public List<FieldError> errors() {
    return errors;
  }

  public static ProblemException notFound(String what, long id) {
    return new ProblemException(
        ProblemType.NOT_FOUND, "There is no " + what + " with the id " + id + ".");
  }

  /** A refusal for now, with the seconds after which trying again can help. */
  public static ProblemException later(ProblemType type, String detail, long retrySeconds) {
    return new ProblemException(type, detail, List.of(), Math.max(1, retrySeconds));
  }

  /** What {@code Retry-After} says; 0 where trying again cannot help. */
  public long retrySeconds() {
    return retrySeconds;
  }

  /** Any number of invalid fields or parameters. */
  public static ProblemException invalid(List<FieldError> errors) {
    String detail = errors.size() == 1 ? errors.get(0).detail() : count(errors) + " not valid.";
    return new ProblemException(ProblemType.INVALID_REQUEST, detail, errors);
  }

  private static String count(List<FieldError> errors) {
    return errors.size() > MOST_ERRORS
        ? "More values than the " + MOST_ERRORS + " that are named are"
        : errors.size() + " values are";
  }

  public static ProblemException invalidField(String field, String detail) {
    return invalid(List.of(FieldError.field(field, detail)));
  }

  public static ProblemException invalidParameter(String parameter, String detail) {
    return invalid(List.of(FieldError.parameter(parameter, detail)));
  }

  public static ProblemException conflict(String detail) {
    return new ProblemException(ProblemType.CONFLICT, detail);
  }

  /**
   * Query parameters that mean nothing here.
   *
   * @param others what is wrong with the known ones
   */
  public static ProblemException unknownParameters(
      Set<String> names, Set<String> legal, List<FieldError> others) {
    List<FieldError> errors = new ArrayList<>();
    for (String name : names.stream().limit(MOST_ERRORS).toList()) {
      String detail =
          legal.isEmpty()
              ? "\"" + name + "\" is unknown; this takes no query parameters."
              : "\"" + name + "\" is unknown. Legal: " + String.join(", ", legal) + ".";
      errors.add(FieldError.parameter(name, detail));
    }
    errors.addAll(others);
    String detail =
        names.size() > MOST_ERRORS
            ? "More parameters than the " + MOST_ERRORS + " that are named are unknown."
            : errors.get(0).detail();
    return new ProblemException(ProblemType.UNKNOWN_PARAMETER, detail, errors);
  }
}
