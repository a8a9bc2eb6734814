package io.plinth.platform.oidc;

/**
 * A sign-in through the provider that came to nothing. The message is for the log, not for people.
 */
public class OidcException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why, with what people are told. */
  public enum Reason {
    NOT_BEGUN_HERE(
        400, "This sign-in was not begun in this browser, or too long ago. Please try again."),
    DENIED(401, "The sign-in was cancelled, or refused where you signed in."),
    NOT_BELIEVED(401, "What came back from the sign-in cannot be believed. Please try again."),
    NO_ACCOUNT(401, "You have no account here. An administrator can make one for you."),
    NOT_LINKED(
        401,
        "Your e-mail address belongs to an account here that cannot be used this way. An"
            + " administrator can help."),
    SWITCHED_OFF(401, "Your account here is switched off. An administrator can help."),
    AWAY(503, "The place where you sign in does not answer. Please try again in a minute.");

    private final int status;
    private final String words;

    Reason(int status, String words) {
      this.status = status;
      this.words = words;
    }

    public int status() {
      return status;
    }

    public String words() {
      return words;
    }
  }

  private final Reason reason;

  public OidcException(Reason reason, String detail) {
    this(reason, detail, null);
  }

  public OidcException(Reason reason, String detail, Throwable cause) {
    super(detail, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
