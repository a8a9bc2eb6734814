package io.plinth.platform.http;

import io.plinth.platform.error.ErrorWriter;
import io.plinth.platform.error.ProblemException;
import io.plinth.platform.error.ProblemType;
import io.plinth.platform.persistence.StatementLog;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;

/**
 * First in line: gives the request its id and its context, sets the headers that every answer
 * carries, refuses what is too long, and logs what was too slow.
 */
public class RequestFilter implements Filter {
  private static final Logger LOG = Logger.getLogger(RequestFilter.class.getName());

  /** What a client may call its request. */
  static final String REQUEST_ID = "[A-Za-z0-9._-]{1,64}";

  private static final Pattern ID = Pattern.compile(REQUEST_ID);

  /** What Jersey can parse: all else it answers without a word. */
  private static final Pattern MEDIA_TYPE =
      Pattern.compile(
          "[\\w!#$&^.+-]++/[\\w!#$&^.+*-]++"
              + "(?:\\s*+;\\s*+[\\w!#$&'*+.^`|~-]++=(?:[^\\s;\",]++|\"[^\"\\\\]*+\"))*+\\s*+;?+\\s*+");

  private static final Pattern HOST =
      Pattern.compile("(\\[[0-9A-Fa-f:.]{2,45}]|[A-Za-z0-9._~-]{0,255})(:\\d{0,5})?");
  private static final String ENDED = "plinth.ended";
  private static final int MOST_QUERY = 8 * 1024;

  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
          + "connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; "
          + "frame-ancestors 'none'";

  private final AddressBlocks trustedProxies;
  private final Traffic traffic;
  private final List<RequestObserver> observers;
  private final double sampled;
  private final Duration slow;
  private final Duration timeout;
  private final BodyLimits limits;
  private final ErrorWriter errors;

  @Inject
  public RequestFilter(
      HttpSettings settings,
      Traffic traffic,
      ErrorWriter errors,
      BodyLimits limits,
      @Any Instance<RequestObserver> observers) {
    this.errors = errors;
    this.limits = limits;
    this.traffic = traffic;
    this.observers = observers.stream().toList();
    sampled = settings.sampled();
    trustedProxies = settings.trustedProxies();
    slow = settings.slow();
    timeout = settings.timeout();
  }

  @Override
  public void doFilter(
      ServletRequest servletRequest, ServletResponse servletResponse, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest request = (HttpServletRequest) servletRequest;
    ContainerErrorServlet.namePath(request);
    RequestContext context = context(request);
    CountedResponse response = new CountedResponse((HttpServletResponse) servletResponse, context);
    RequestContext.enter(context);
    boolean open = traffic.enter();
    boolean failed = true;
    try {
      headers(context, response);
      refuseWhenClosed(open, context, response);
      refuseTooLong(request);
      chain.doFilter(limited(request), response);
      failed = false;
    } catch (ProblemException e) {
      failed = false;
      errors.write(response, e);
    } finally {
      end(context, response, failed);
      RequestContext.leave();
      StatementLog.end();
    }
    Leftover.discard(request, response);
  }

  /** A request goes on after its thread has left where it was answered by a stream of events. */
  private void end(RequestContext context, CountedResponse response, boolean failed) {
    if (!context.request().isAsyncStarted()) {
      response.tellTime();
      ended(context, response, failed);
      return;
    }
    try {
      context
          .request()
          .getAsyncContext()
          .addListener(new AsyncEnd(() -> ended(context, response, false)));
    } catch (IllegalStateException e) {
      ended(context, response, false); // it came to its end meanwhile
    }
  }

  private void ended(RequestContext context, CountedResponse response, boolean failed) {
    traffic.leave();
    if (context.request().getAttribute(ENDED) != null) {
      return; // the container's own words for an error that has been counted already
    }
    context.request().setAttribute(ENDED, true);
    int status = failed ? HttpServletResponse.SC_INTERNAL_SERVER_ERROR : response.getStatus();
    RequestOutcome outcome = RequestOutcome.of(context, status, response.bytes());
    logIfSlow(context, outcome);
    for (RequestObserver observer : observers) {
      observer.ended(context, outcome);
    }
  }

  /** Health is told to the end: not ready, and still alive. */
  private static void refuseWhenClosed(
      boolean open, RequestContext context, HttpServletResponse response) {
    if (!open && !context.isBelow("/health/")) {
      if (context.request().getProtocol().startsWith("HTTP/1")) {
        response.setHeader("Connection", "close");
      }
      throw new ProblemException(ProblemType.UNAVAILABLE, Goodbye.WORDS);
    }
  }

  private RequestContext context(HttpServletRequest request) {
    String given = request.getHeader("X-Request-ID");
    boolean usable = given != null && ID.matcher(given).matches();
    String id = usable ? given : UUID.randomUUID().toString();
    boolean proxied = isTrusted(request.getRemoteAddr());
    boolean secure =
        request.isSecure()
            || (proxied && "https".equalsIgnoreCase(request.getHeader("X-Forwarded-Proto")));
    return new RequestContext(
        id,
        request,
        address(request),
        secure,
        System.nanoTime(),
        StatementLog.begin(timeout),
        TraceContext.of(request.getHeader("traceparent"), sampled));
  }

  /** The last address in X-Forwarded-For that is not one of our own proxies. */
  private String address(HttpServletRequest request) {
    String address = request.getRemoteAddr();
    // All lines: the first may be the client's own, a proxy appends its line behind it.
    String header = String.join(",", Collections.list(request.getHeaders("X-Forwarded-For")));
    if (header.isBlank() || !isTrusted(address)) {
      return address;
    }
    List<String> hops = List.of(header.split(","));
    for (int i = hops.size() - 1; i >= 0 && isTrusted(address); i--) {
      address = hops.get(i).strip();
    }
    return address;
  }

  private boolean isTrusted(String address) {
    return trustedProxies.contains(address);
  }

  private static void headers(RequestContext context, HttpServletResponse response) {
    response.setHeader("X-Request-ID", context.id());
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Referrer-Policy", "same-origin");
    response.setHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY);
    response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
    response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
    response.setHeader("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
    response.setHeader("X-Frame-Options", "DENY");
    if (context.secure()) {
      response.setHeader("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
    }
  }

  private void refuseTooLong(HttpServletRequest request) {
    String query = request.getQueryString();
    if (query != null && query.length() > MOST_QUERY) {
      throw new ProblemException(
          ProblemType.QUERY_TOO_LONG, "A query string has at most " + MOST_QUERY + " bytes.");
    }
    if (request.getContentLengthLong() > limits.most(request)) {
      throw LimitedBody.tooLarge(limits.most(request));
    }
    String host = request.getHeader("Host");
    if (host != null && !HOST.matcher(host).matches()) {
      throw new ProblemException(ProblemType.INVALID_REQUEST, "The Host header names no host.");
    }
    String type = request.getContentType();
    if (type != null && !MEDIA_TYPE.matcher(type).matches()) {
      throw new ProblemException(
          ProblemType.UNSUPPORTED_MEDIA_TYPE, "The Content-Type is not a media type.");
    }
  }

  private HttpServletRequest limited(HttpServletRequest request) {
    boolean unsaid = request.getContentLengthLong() < 0 && !"GET".equals(request.getMethod());
    return unsaid ? new LimitedBody(request, limits.most(request)) : request;
  }

  private void logIfSlow(RequestContext context, RequestOutcome outcome) {
    if (outcome.nanos() > slow.toNanos()) {
      LOG.log(
          Level.WARNING,
          "Slow request {0}: {1} {2} {3} {4} {5}; {6}",
          new Object[] {
            context.id(),
            outcome.method(),
            outcome.route(),
            context.path(),
            outcome.status(),
            context.serverTiming(),
            context.statements().texts()
          });
    }
  }
}
