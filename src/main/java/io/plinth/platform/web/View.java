package io.plinth.platform.web;

/**
 * What a page's resource returns: which template to write, with which model.
 *
 * <p>Pages are ordinary JAX-RS methods; {@link ViewWriter} turns this record into HTML. The
 * container's MVC module is not used: it costs every request, also those that are not pages.
 *
 * @param template the template's path below {@code src/main/jte}, without its ending
 * @param model the template's {@code model} parameter
 * @param status the HTTP status
 * @param title the page's title; empty for a fragment
 * @param page the navigation entry to mark; empty for a fragment
 */
public record View(String template, Object model, int status, String title, String page) {

  /** A view without a title or a place in the navigation. */
  public static View of(String template, Object model) {
    return new View(template, model, 200, "", "");
  }

  /** A whole page. */
  public static View page(String title, String page, String template, Object model) {
    return new View(template, model, 200, title, page);
  }

  /** A part of a page, asked for by htmx. */
  public static View fragment(String template, Object model) {
    return of(template, model);
  }

  /** The same view with another status. */
  public View status(int other) {
    return new View(template, model, other, title, page);
  }

  /** The same view with another title. */
  public View title(String other) {
    return new View(template, model, status, other, page);
  }
}
