package io.plinth.platform.persistence;

/** Why the schema is not the one of this release, and what is to be done about it. */
public class MigrationException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public MigrationException(String message, Throwable cause) {
    super(message, cause);
  }
}
