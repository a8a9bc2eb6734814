package io.plinth.platform.error;

import java.util.Locale;

/** The whole error catalogue. The name in lower case with dashes is the problem's type. */
public enum ProblemType {
  INVALID_REQUEST(
      400,
      "The request is not valid",
      "A value is missing, out of range or of the wrong type; errors names every one of them."),
  MALFORMED_BODY(
      400, "The body cannot be read", "The body is empty, is no JSON, or is no JSON object."),
  UNKNOWN_PARAMETER(
      400,
      "Unknown query parameter",
      "The query string names a parameter that does not exist here. The legal ones are "
          + "listed."),
  INVALID_PAGE_TOKEN(
      400,
      "The page token is not valid",
      "The token in after is cut short, foreign, or from a list with another filter or "
          + "order. Begin again with the first page."),
  UNAUTHENTICATED(
      401,
      "Authentication is required",
      "No valid API key or session came with the request. Send Authorization: Bearer and a "
          + "key."),
  FORBIDDEN(403, "Not permitted", "The key or the person lacks the permission that is named."),
  PASSWORD_CHANGE_REQUIRED(
      403,
      "The password must be changed first",
      "A one-time password only opens the page where it is changed: /password."),
  FORGED_REQUEST(
      403,
      "The request did not come from a page of this application",
      "The form lacked its token or came from another site. Open the page again and repeat."),
  NOT_FOUND(404, "Not found", "There is nothing at this address, or nothing that may be seen."),
  METHOD_NOT_ALLOWED(
      405,
      "Method not allowed",
      "The address exists, and does not take this method. Allow lists those it takes."),
  NOT_ACCEPTABLE(406, "Not acceptable", "None of the media types in Accept is available here."),
  TOO_SLOW(
      408,
      "The request came too slowly",
      "The body did not arrive in the time that its size allows. Send it again, faster."),
  CONFLICT(
      409,
      "Conflict",
      "The request contradicts what is stored: a name is taken, or something still refers "
          + "to it."),
  IN_PROGRESS(
      409,
      "The same request is being carried out",
      "Another request with this Idempotency-Key has not ended yet. Send it again after the "
          + "seconds in Retry-After to get its answer."),
  STALE(
      412,
      "The resource has changed",
      "Somebody changed the resource since it was read. Read it again and repeat the change."),
  TOO_LARGE(413, "The request is too large", "The body is over the limit for its kind."),
  QUERY_TOO_LONG(
      414,
      "The query string is too long",
      "The query string is over the limit. Ask for fewer ids at once."),
  UNSUPPORTED_MEDIA_TYPE(
      415,
      "Unsupported media type",
      "The body's Content-Type cannot be read here. Send application/json."),
  UNPROCESSABLE(
      422,
      "The content cannot be processed",
      "The content can be read and makes no sense; detail says why."),
  KEY_REUSED(
      422,
      "The Idempotency-Key belongs to another request",
      "A request with another address or body was sent with this Idempotency-Key. Choose a new "
          + "one for each request."),
  TOO_MANY_REQUESTS(
      429,
      "Too many requests",
      "The limit of the key, the person or the address is used up. Go on after the seconds in "
          + "Retry-After."),
  INTERNAL(
      500,
      "Something went wrong",
      "A failure nobody expected. It is logged under the request id: quote it in a report."),
  UNAVAILABLE(
      503,
      "Temporarily unavailable",
      "The database cannot be reached, or the server is about to stop. Try again after the seconds "
          + "in Retry-After."),
  OVERLOADED(
      503,
      "The server is busy",
      "More requests came at once than are worked on or may wait. Try again after the seconds in "
          + "Retry-After."),
  NO_ROOM(
      503,
      "No room for the file",
      "The disk that an upload or export needs for a while is full. Nothing was stored. Try again "
          + "after the seconds in Retry-After."),
  TIMED_OUT(
      504,
      "The database took too long",
      "A statement, or the request as a whole, ran into its time limit. Narrow the request.");

  private static final int RETRY_SECONDS = 5;
  private final int status;
  private final String title;
  private final String meaning;

  ProblemType(int status, String title, String meaning) {
    this.status = status;
    this.title = title;
    this.meaning = meaning;
  }

  public int status() {
    return status;
  }

  public String title() {
    return title;
  }

  /** What happened, and what to do about it. */
  public String meaning() {
    return meaning;
  }

  /** What {@code Retry-After} says where nothing better is known; 0 for none. */
  long retrySeconds() {
    return switch (this) {
      case UNAVAILABLE, OVERLOADED, NO_ROOM, TIMED_OUT, TOO_MANY_REQUESTS -> RETRY_SECONDS;
      default -> 0;
    };
  }

  /** A URI reference, relative to the API's root. */
  public String uri() {
    return "/problems/" + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
