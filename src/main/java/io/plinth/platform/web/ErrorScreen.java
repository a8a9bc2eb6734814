package io.plinth.platform.web;

/**
 * Model of {@code platform/error}.
 *
 * @param status the HTTP status
 * @param title what happened, in a few words
 * @param what what happened, and why
 * @param todo what to do about it; may be null
 * @param retry the address to try again; null where trying again cannot help
 */
public record ErrorScreen(int status, String title, String what, String todo, String retry) {

  /** The page for a status, in plain words. */
  public static ErrorScreen of(int status, String retry) {
    return switch (status) {
      case 400 ->
          new ErrorScreen(
              status,
              "The address or the form does not make sense",
              "Something in it is missing, misspelt or out of range.",
              "Go back, check what you entered and send it again.",
              null);
      case 401, 403 ->
          new ErrorScreen(
              status,
              "You may not open this",
              "Your role does not include it.",
              "If you need it for your work, ask an administrator.",
              null);
      case 404 ->
          new ErrorScreen(
              status,
              "This page does not exist",
              "The link may be old, or what it showed has been deleted.",
              null,
              null);
      case 409, 412 ->
          new ErrorScreen(
              status,
              "Somebody else was quicker",
              "What you tried to change has been changed in the meantime. Nothing was overwritten.",
              "Open it again to see the new values, then repeat your change.",
              retry);
      case 413 ->
          new ErrorScreen(
              status,
              "This is too large",
              "The server takes uploads up to a limit, and this one is over it.",
              "Split the file and send the parts one by one.",
              null);
      case 429 ->
          new ErrorScreen(
              status,
              "Too many requests",
              "So many requests came from you that the server asks for a pause.",
              "Wait a minute, then try again.",
              retry);
      case 503, 504 ->
          new ErrorScreen(
              status,
              "The database does not answer",
              "Plinth is running, but cannot reach its data at the moment. Nothing is lost.",
              "It usually comes back by itself: try again in a minute.",
              retry);
      default ->
          new ErrorScreen(
              status,
              "Something went wrong on the server",
              "That is our fault, not yours. It has been logged under the number below.",
              "Try again. If it happens again, tell an administrator the number.",
              retry);
    };
  }
}
