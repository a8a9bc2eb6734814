package io.plinth.platform.http;

import io.plinth.platform.persistence.StatementLog;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Locale;

/**
 * What every layer of the web tier wants to know of the request on this thread, set by the first
 * filter.
 *
 * @param id the request's id, in {@code X-Request-ID} and in every problem
 * @param address the client's, seen through trusted proxies
 * @param secure whether the client speaks TLS, to us or to a trusted proxy
 */
public record RequestContext(
    String id,
    HttpServletRequest request,
    String address,
    boolean secure,
    long startNanos,
    StatementLog statements,
    TraceContext trace) {
  private static final String ROUTE = "plinth.route";
  private static final String USER = "plinth.user";
  private static final String NAME = "plinth.name";
  private static final String AUDITED = "plinth.audited";
  private static final String LOCALE = "plinth.locale";
  private static final String STREAM = "plinth.stream";
  private static final ThreadLocal<RequestContext> CURRENT = new ThreadLocal<>();

  static void enter(RequestContext context) {
    CURRENT.set(context);
  }

  static void leave() {
    CURRENT.remove();
  }

  public static RequestContext current() {
    return CURRENT.get();
  }

  /** Notes the route, once it is known. */
  void matched(Route route) {
    request.setAttribute(ROUTE, route);
  }

  /** The route, or null where none was matched (yet). */
  public Route route() {
    return (Route) request.getAttribute(ROUTE);
  }

  /** Notes whose credential the request carries. */
  public void identified(long userId) {
    request.setAttribute(USER, userId);
  }

  /** Whose credential the request carries; null for nobody's. */
  public Long userId() {
    return (Long) request.getAttribute(USER);
  }

  /** Notes who they are, or say they are. */
  public void named(String name) {
    request.setAttribute(NAME, name);
  }

  /** Who they are, or said they are when they signed in; null for nobody. */
  public String name() {
    return (String) request.getAttribute(NAME);
  }

  /** Notes the language that the answer's words are in. */
  public void speaks(Locale locale) {
    request.setAttribute(LOCALE, locale);
  }

  /** The language of the answer's words. */
  public Locale locale() {
    Locale locale = (Locale) request.getAttribute(LOCALE);
    return locale == null ? Locale.US : locale;
  }

  /** Notes that there is an audit event of what came of it. */
  public void audited() {
    request.setAttribute(AUDITED, true);
  }

  public boolean isAudited() {
    return request.getAttribute(AUDITED) != null;
  }

  /** Notes that the answer goes on for as long as there is something to tell. */
  void streams() {
    request.setAttribute(STREAM, System.nanoTime());
  }

  /** How long the request has taken; what goes on as a stream, until it began. */
  long nanos() {
    Long began = (Long) request.getAttribute(STREAM);
    return (began == null ? System.nanoTime() : began) - startNanos;
  }

  /** The path within the application. */
  public String path() {
    Object refused = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
    String uri = refused == null ? request.getRequestURI() : refused.toString();
    return uri.substring(request.getContextPath().length());
  }

  /**
   * Whether the path begins with {@code folder} and goes straight on: {@code /assets/../login} is
   * not below {@code /assets/}.
   */
  public boolean isBelow(String folder) {
    String path = path();
    return path.startsWith(folder) && !path.contains("..") && path.indexOf('%') < 0;
  }

  /**
   * Path and query as a place of our own to come back to: {@code /} where the path would lead to
   * another site, as {@code //host} and {@code @host} do behind a name, or is none.
   */
  public String here() {
    String path = path();
    if (!path.startsWith("/") || path.startsWith("//") || !Paths.isSound(path)) {
      return "/";
    }
    String query = request.getQueryString();
    return query == null ? path : path + "?" + query;
  }

  public boolean isApi() {
    return path().startsWith("/api/");
  }

  /** Whether errors are best told as a page. */
  public boolean wantsHtml() {
    String accept = request.getHeader("Accept");
    return !isApi() && accept != null && accept.toLowerCase(Locale.ROOT).contains("text/html");
  }

  /** Tells in the answer's headers how long it has taken so far. */
  void tellTime(HttpServletResponse response) {
    response.setHeader("Server-Timing", serverTiming());
    response.setHeader("X-Response-Time", Math.round(millis()) + "ms");
  }

  /** {@code app;dur=3.1, db;dur=1.2;desc="2 statements"}, in milliseconds. */
  public String serverTiming() {
    return String.format(
        Locale.ROOT,
        "app;dur=%.1f, db;dur=%.1f;desc=\"%d statements\"",
        millis(),
        statements.nanos() / 1e6,
        statements.count());
  }

  double millis() {
    return nanos() / 1e6;
  }
}
