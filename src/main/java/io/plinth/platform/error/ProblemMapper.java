package io.plinth.platform.error;

import io.plinth.platform.http.RequestContext;
import io.plinth.platform.web.ErrorScreen;
import io.plinth.platform.web.View;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;

/** The one way an error leaves JAX-RS: a problem for programs, a page for people. */
@Provider
public class ProblemMapper implements ExceptionMapper<Throwable> {
  /** Nothing is wrong but the moment. */
  private static final Set<ProblemType> REFUSALS =
      EnumSet.of(
          ProblemType.TOO_MANY_REQUESTS,
          ProblemType.UNAVAILABLE,
          ProblemType.OVERLOADED,
          ProblemType.NO_ROOM,
          ProblemType.TIMED_OUT);

  @Override
  public Response toResponse(Throwable failure) {
    if (failure instanceof WebApplicationException web && web.getResponse().getStatus() < 400) {
      return web.getResponse();
    }
    ProblemException problem = Problems.of(failure);
    RequestContext context = RequestContext.current();
    if (problem.type() == ProblemType.UNAUTHENTICATED && context.wantsHtml()) {
      return toSignIn(context);
    }
    if (problem.type() == ProblemType.PASSWORD_CHANGE_REQUIRED && context.wantsHtml()) {
      return Response.seeOther(URI.create("/password")).build();
    }
    Response.ResponseBuilder response =
        Response.status(problem.type().status()).header("Cache-Control", "no-store");
    headers(response, problem, failure);
    return context.wantsHtml()
        ? response.type(MediaType.TEXT_HTML_TYPE).entity(page(problem, context)).build()
        : response
            .type(ProblemWriter.MEDIA_TYPE)
            .entity(ProblemWriter.problem(problem.type(), problem.getMessage(), problem.errors()))
            .build();
  }

  private static void headers(
      Response.ResponseBuilder response, ProblemException problem, Throwable failure) {
    if (failure instanceof WebApplicationException web
        && problem.type() == ProblemType.METHOD_NOT_ALLOWED) {
      response.header("Allow", web.getResponse().getHeaderString("Allow"));
    }
    if (problem.type() == ProblemType.UNAUTHENTICATED) {
      response.header("WWW-Authenticate", "Bearer");
    }
    if (problem.retrySeconds() > 0) {
      response.header("Retry-After", problem.retrySeconds());
    }
  }

  /** What the application said where it knew better than the general words for a status. */
  static View page(ProblemException problem, RequestContext context) {
    int status = problem.type().status();
    boolean reading = "GET".equals(context.request().getMethod());
    ErrorScreen general = ErrorScreen.of(status, reading ? context.here() : null);
    boolean refused = REFUSALS.contains(problem.type());
    ErrorScreen screen =
        status == 404 || (status >= 500 && !refused)
            ? general
            : new ErrorScreen(
                status,
                refused ? problem.type().title() : general.title(),
                problem.getMessage(),
                refused ? again(problem.retrySeconds()) : general.todo(),
                general.retry());
    return View.of("platform/error", screen).title(screen.title()).status(status);
  }

  private static String again(long seconds) {
    return seconds > 60 ? "Try again later." : "Try again in " + Math.max(1, seconds) + " s.";
  }

  private static Response toSignIn(RequestContext context) {
    String next = "GET".equals(context.request().getMethod()) ? context.here() : "/";
    return Response.seeOther(
            URI.create("/login?next=" + URLEncoder.encode(next, StandardCharsets.UTF_8)))
        .build();
  }
}
