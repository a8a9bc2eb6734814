package io.plinth.platform.error;

import jakarta.persistence.OptimisticLockException;
import jakarta.validation.ConstraintViolationException;
import jakarta.ws.rs.WebApplicationException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Any failure as a problem. What nobody expected is logged in full and told with its id only. */
public final class Problems {
  private static final Logger LOG = Logger.getLogger(Problems.class.getName());
  private static final String CONNECTION_EXCEPTION = "08";
  private static final String OPERATOR_INTERVENTION = "57P";
  private static final String INSUFFICIENT_RESOURCES = "53";
  private static final String DATA_EXCEPTION = "22";
  private static final String QUERY_CANCELED = "57014";
  private static final String UNIQUE_VIOLATION = "23505";
  private static final String FOREIGN_KEY_VIOLATION = "23503";
  private static final String DEADLOCK = "40P01";

  /** What the operating system says of a full disk, a used up quota, a limit of the process. */
  private static final Set<String> NO_ROOM =
      Set.of("No space left on device", "Disk quota exceeded", "File too large");

  private Problems() {}

  public static ProblemException of(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ProblemException problem) {
        return problem;
      }
    }
    if (isDiskFull(failure)) {
      LOG.log(Level.SEVERE, "There is no room for temporary files: {0}", failure.toString());
      return new ProblemException(
          ProblemType.NO_ROOM,
          "The server has no room for a file of this size at the moment. Try again later.");
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      ProblemException known = known(cause);
      if (known != null) {
        return known;
      }
    }
    LOG.log(Level.SEVERE, "Request " + requestId() + " failed", failure);
    return new ProblemException(
        ProblemType.INTERNAL,
        "The failure has been logged. Quote the request id when you report it.");
  }

  private static String requestId() {
    var context = io.plinth.platform.http.RequestContext.current();
    return context == null ? "-" : context.id();
  }

  private static ProblemException known(Throwable cause) {
    if (cause instanceof ConstraintViolationException violations) {
      return ProblemException.invalid(Violations.errors(violations.getConstraintViolations()));
    }
    if (cause instanceof OptimisticLockException) {
      return ProblemException.conflict(
          "Somebody else has changed this in the meantime. Read it again and repeat the change.");
    }
    if (cause instanceof SQLException sql) {
      return database(sql);
    }
    return cause instanceof WebApplicationException web ? http(web) : null;
  }

  /**
   * Whether a temporary file could not be made or written: also where a library that was reading
   * the request takes that for a fault of the request.
   */
  private static boolean isDiskFull(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof FileSystemException
          || (cause instanceof IOException
              && NO_ROOM.contains(String.valueOf(cause.getMessage())))) {
        return true;
      }
    }
    return false;
  }

  /** Whether this is about the database not being there, and not about what was asked of it. */
  public static boolean isDatabaseAway(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && !QUERY_CANCELED.equals(sql.getSQLState())) {
        return isAway(sql, sql.getSQLState() == null ? "" : sql.getSQLState());
      }
    }
    return false;
  }

  private static boolean isAway(SQLException e, String state) {
    return e instanceof SQLTransientConnectionException
        || state.startsWith(CONNECTION_EXCEPTION)
        || state.startsWith(OPERATOR_INTERVENTION)
        || state.startsWith(INSUFFICIENT_RESOURCES);
  }

  private static ProblemException database(SQLException e) {
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    if (QUERY_CANCELED.equals(state)) {
      return new ProblemException(
          ProblemType.TIMED_OUT, "The database did not answer in time. Narrow the request.");
    }
    if (isAway(e, state)) {
      LOG.log(Level.WARNING, "The database cannot be reached: {0}", e.getMessage());
      return new ProblemException(
          ProblemType.UNAVAILABLE, "The database cannot be reached at the moment. Try again soon.");
    }
    if (state.startsWith(DATA_EXCEPTION)) {
      // Not its message, which may quote the value.
      LOG.log(Level.WARNING, "The database refused a value: SQL state {0}", state);
      return new ProblemException(
          ProblemType.INVALID_REQUEST, "A value cannot be stored: too large, or not a text.");
    }
    return switch (state) {
      case UNIQUE_VIOLATION -> ProblemException.conflict("Something with the same name exists.");
      case FOREIGN_KEY_VIOLATION ->
          ProblemException.conflict("Something else still refers to this, or it is gone.");
      case DEADLOCK -> ProblemException.conflict("Two changes met. Repeat the request.");
      default -> null;
    };
  }

  private static ProblemException http(WebApplicationException e) {
    return switch (e.getResponse().getStatus()) {
      case 400 -> new ProblemException(ProblemType.INVALID_REQUEST, "The request is not valid.");
      case 404 -> new ProblemException(ProblemType.NOT_FOUND, "There is nothing at this address.");
      case 405 -> methodNotAllowed(e);
      case 406 ->
          new ProblemException(
              ProblemType.NOT_ACCEPTABLE, "This is not available in a format that was accepted.");
      case 413 -> new ProblemException(ProblemType.TOO_LARGE, "The request is too large.");
      case 415 ->
          new ProblemException(
              ProblemType.UNSUPPORTED_MEDIA_TYPE, "This media type cannot be read here.");
      default -> null;
    };
  }

  private static ProblemException methodNotAllowed(WebApplicationException e) {
    return new ProblemException(
        ProblemType.METHOD_NOT_ALLOWED,
        "Allowed: "
            + String.join(", ", new java.util.TreeSet<>(e.getResponse().getAllowedMethods()))
            + ".",
        List.of());
  }
}
