package io.plinth.platform.security;

import io.plinth.platform.audit.Audit;
import io.plinth.platform.error.ProblemException;
import io.plinth.platform.error.ProblemType;
import io.plinth.platform.http.RequestContext;
import io.plinth.platform.oidc.Attempts;
import io.plinth.platform.oidc.Attempts.Attempt;
import io.plinth.platform.oidc.OidcException;
import io.plinth.platform.oidc.OidcException.Reason;
import io.plinth.platform.oidc.OidcIdentity;
import io.plinth.platform.oidc.OidcProvider;
import io.plinth.platform.ratelimit.SignInLimits;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Signing in with a provider: out to it, and back. */
@Path("login/oidc")
@ApplicationScoped
@Produces(MediaType.TEXT_HTML)
public class OidcPage {
  private static final Logger LOG = Logger.getLogger(OidcPage.class.getName());
  private static final int LONGEST = 2_000;
  private OidcProvider provider;
  private Attempts attempts;
  private ProviderSignInService service;
  private Authentication authentication;
  private LoginForm form;
  private SignInLimits limits;
  private Audit audit;

  protected OidcPage() {}

  @Inject
  public OidcPage(
      OidcProvider provider,
      Attempts attempts,
      ProviderSignInService service,
      Authentication authentication,
      LoginForm form,
      SignInLimits limits,
      Audit audit) {
    this.provider = provider;
    this.attempts = attempts;
    this.service = service;
    this.authentication = authentication;
    this.form = form;
    this.limits = limits;
    this.audit = audit;
  }

  @GET
  @Open("the way in, through the provider")
  public Response begin(@QueryParam("next") String next) {
    refuseWithoutProvider();
    LoginForm.refuseInClearText();
    return attempted(
        next,
        () -> {
          limits.refuseIfExhausted(RequestContext.current().address());
          Attempt attempt = attempts.begin(LoginForm.safe(next));
          int seconds = (int) Attempts.LIFETIME.toSeconds();
          return Response.seeOther(provider.signInUrl(attempt))
              .cookie(OwnCookie.ATTEMPT.with(attempt.cookie(), seconds))
              .header("Cache-Control", "no-store")
              .build();
        });
  }

  @GET
  @Path("callback")
  @Open(value = "the way back from the provider, which adds what it likes", anyQuery = true)
  public Response end(@Context UriInfo address) {
    refuseWithoutProvider();
    LoginForm.refuseInClearText();
    MultivaluedMap<String, String> query = address.getQueryParameters();
    String cookie = OwnCookie.ATTEMPT.value();
    Attempt attempt = attempts.find(cookie, only(query, "state")).orElse(null);
    Response response =
        attempted(attempt == null ? null : attempt.next(), () -> ended(attempt, cookie, query));
    return Response.fromResponse(response)
        .cookie(OwnCookie.ATTEMPT.expired())
        .header("Cache-Control", "no-store")
        .build();
  }

  private Response ended(Attempt attempt, String cookie, MultivaluedMap<String, String> query) {
    limits.refuseIfExhausted(RequestContext.current().address());
    try {
      OidcIdentity identity = identity(attempt, query);
      RequestContext context = RequestContext.current();
      ProviderSignInService.Opened opened =
          service.open(
              identity,
              attempt.cookie(),
              context.address(),
              context.request().getHeader("User-Agent"));
      audit.signIn(opened.userId(), identity.name(), Map.of("issuer", identity.issuer()));
      String session = OwnCookie.SESSION.value();
      if (session != null) {
        authentication.close(session);
      }
      return Response.seeOther(URI.create(LoginForm.safe(attempt.next())))
          .cookie(OwnCookie.SESSION.with(opened.token(), -1))
          .build();
    } catch (OidcException e) {
      // Without a cookie it is nobody's attempt, but any page's link to this address.
      if (cookie != null) {
        failed(e);
      }
      throw e;
    }
  }

  private OidcIdentity identity(Attempt attempt, MultivaluedMap<String, String> query) {
    if (attempt == null) {
      throw new OidcException(Reason.NOT_BEGUN_HERE, "The state is not that of the cookie");
    }
    String code = only(query, "code");
    if (query.containsKey("error") || code == null) {
      throw new OidcException(Reason.DENIED, "The provider says " + only(query, "error"));
    }
    return provider.redeem(code, only(query, "iss"), attempt);
  }

  /** A parameter that is there once, of a length that makes sense, and that no log is forged by. */
  private static String only(MultivaluedMap<String, String> query, String name) {
    List<String> values = query.getOrDefault(name, List.of());
    String value = values.size() == 1 ? values.get(0) : "";
    boolean usable = value.length() <= LONGEST && value.chars().noneMatch(Character::isISOControl);
    return usable && !value.isBlank() ? value : null;
  }

  /** A provider that is away, or a person who thought better of it, has guessed at nothing. */
  private void failed(OidcException e) {
    audit.signIn(null, null, Map.of("provider", provider.name().orElse(""), "reason", e.reason()));
    if (e.reason() != Reason.AWAY && e.reason() != Reason.DENIED) {
      limits.failed(RequestContext.current().address());
    }
  }

  /** Every refusal shows the page to sign in on, with what to do. */
  private Response attempted(String next, Supplier<Response> attempt) {
    try {
      return attempt.get();
    } catch (OidcException e) {
      LOG.log(
          Level.WARNING,
          "Sign-in with the provider, request {0}: {1}: {2}",
          new Object[] {RequestContext.current().id(), e.reason(), e.getMessage()});
      return form.show(null, next, e.reason().words(), e.reason().status());
    } catch (ProblemException e) {
      if (e.type() != ProblemType.TOO_MANY_REQUESTS) {
        throw e;
      }
      Response refused = form.show(null, next, e.getMessage(), e.type().status());
      return Response.fromResponse(refused).header("Retry-After", e.retrySeconds()).build();
    }
  }

  private void refuseWithoutProvider() {
    if (provider.name().isEmpty()) {
      throw new ProblemException(ProblemType.NOT_FOUND, "There is nothing at this address.");
    }
  }
}
