package io.plinth.platform.security;

import io.plinth.platform.audit.Audit;
import io.plinth.platform.error.ProblemException;
import io.plinth.platform.error.ProblemType;
import io.plinth.platform.http.RequestContext;
import io.plinth.platform.oidc.OidcProvider;
import io.plinth.platform.ratelimit.SignInLimits;
import io.plinth.platform.web.FormErrors;
import io.plinth.platform.web.PasswordScreen;
import io.plinth.platform.web.SignedOutScreen;
import io.plinth.platform.web.View;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Optional;

/** Signing in and out, and changing one's password. */
@Path("/")
@ApplicationScoped
@Produces(MediaType.TEXT_HTML)
public class SignInPage {
  private static final int LONGEST_NAME = 200;
  private Authentication authentication;
  private UserService users;
  private Access access;
  private SignInLimits limits;
  private Audit audit;
  private LoginForm form;
  private OidcProvider provider;
  private ProviderSignInService identities;

  protected SignInPage() {}

  @Inject
  public SignInPage(
      Authentication authentication,
      UserService users,
      Access access,
      SignInLimits limits,
      Audit audit,
      LoginForm form,
      OidcProvider provider,
      ProviderSignInService identities) {
    this.authentication = authentication;
    this.users = users;
    this.access = access;
    this.limits = limits;
    this.audit = audit;
    this.form = form;
    this.provider = provider;
    this.identities = identities;
  }

  @GET
  @Path("login")
  @Open("the way in")
  public Response form(@QueryParam("next") String next) {
    return form.show(null, next, null, 200);
  }

  @POST
  @Path("login")
  @Open("the way in")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Response signIn(
      @FormParam("username") String username,
      @FormParam("password") String password,
      @FormParam("csrf") String csrf,
      @FormParam("next") String next) {
    LoginForm.refuseInClearText();
    refuseWithoutPasswords();
    String name = username == null ? "" : username.strip();
    if (name.length() > LONGEST_NAME || name.indexOf('\0') >= 0) {
      name = "";
    }
    try {
      if (!form.isOurs(csrf)) {
        limits.failed(RequestContext.current().address());
        return form.show(null, next, "The form had expired. Please try again.", 403);
      }
      return signIn(name, password == null ? "" : password, next);
    } catch (ProblemException e) {
      if (e.type() != ProblemType.TOO_MANY_REQUESTS || !RequestContext.current().wantsHtml()) {
        throw e;
      }
      Response again = form.show(name, next, e.getMessage(), e.type().status());
      return Response.fromResponse(again).header("Retry-After", e.retrySeconds()).build();
    }
  }

  private Response signIn(String name, String password, String next) {
    RequestContext context = RequestContext.current();
    context.named(name);
    Optional<Long> user = authentication.check(name, password, context.address());
    audit.signIn(user.orElse(null), name);
    if (user.isEmpty()) {
      return form.show(name, next, "User name or password is wrong.", 401);
    }
    String session =
        authentication.open(
            user.get(), context.address(), context.request().getHeader("User-Agent"));
    String before = OwnCookie.SESSION.value();
    if (before != null) {
      authentication.close(before);
    }
    return Response.seeOther(URI.create(LoginForm.safe(next)))
        .cookie(OwnCookie.SESSION.with(session, -1), OwnCookie.FORM.expired())
        .build();
  }

  @POST
  @Path("logout")
  @Open("ends a session if there is one")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Response signOut() {
    String session = OwnCookie.SESSION.value();
    Optional<URI> also = Optional.empty();
    if (session != null) {
      also = identities.token(session).flatMap(provider::signOutUrl);
      audit.signOut();
      authentication.close(session);
    }
    return also.map(this::signedOutHere)
        .orElseGet(() -> Response.seeOther(URI.create("/login")))
        .cookie(OwnCookie.SESSION.expired())
        .header("Clear-Site-Data", "\"cache\"")
        .build();
  }

  /**
   * Takes the browser to the provider by a page, and not by a redirect: that would be the answer to
   * a form, which our policy lets lead nowhere else.
   */
  private Response.ResponseBuilder signedOutHere(URI provided) {
    SignedOutScreen screen =
        new SignedOutScreen(provider.name().orElseThrow(), provided.toString());
    return Response.ok(View.of("platform/signed-out", screen).title("Signed out"))
        .header("Refresh", "1;url=" + provided)
        .header("Cache-Control", "no-store");
  }

  @GET
  @Path("password")
  @Requires("profile:write")
  public View password() {
    return passwordView(FormErrors.NONE);
  }

  @POST
  @Path("password")
  @Requires("profile:write")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Response changePassword(
      @FormParam("current") String current,
      @FormParam("password") String password,
      @FormParam("again") String again) {
    FormErrors errors =
        limits.attempt(
            RequestContext.current().address(),
            () -> users.changeOwnPassword(current, password, again),
            found -> found.of("current") == null);
    if (!errors.isEmpty()) {
      return Response.status(400).entity(passwordView(errors)).build();
    }
    String session = OwnCookie.SESSION.value();
    authentication.closeOthers(access.userId(), session == null ? "" : session);
    return Response.seeOther(URI.create("/")).build();
  }

  private View passwordView(FormErrors errors) {
    Principal principal = access.principal();
    return View.of(
            "platform/password",
            new PasswordScreen(
                users.username(),
                principal.mustChangePassword(),
                UserService.SHORTEST_PASSWORD,
                errors))
        .title("Change password");
  }

  private void refuseWithoutPasswords() {
    if (!form.takesPasswords()) {
      throw new ProblemException(
          ProblemType.FORBIDDEN, "Passwords are not taken here: sign in with the provider.");
    }
  }
}
