package io.plinth.platform.security;

import io.plinth.platform.audit.Audit;
import io.plinth.platform.error.ProblemException;
import io.plinth.platform.error.ProblemType;
import io.plinth.platform.http.AddressBlocks;
import io.plinth.platform.http.RequestContext;
import io.plinth.platform.ratelimit.SignInLimits;
import io.plinth.platform.web.FormErrors;
import io.plinth.platform.web.LoginScreen;
import io.plinth.platform.web.PasswordScreen;
import io.plinth.platform.web.View;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.CookieParam;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;

/** Signing in and out, and changing one's password. */
@Path("/")
@ApplicationScoped
@Produces(MediaType.TEXT_HTML)
public class SignInPage {
  /** Ties a sign-in form to the browser it was sent to, before there is a session. */
  private static final String FORM_COOKIE = "plinth_login";

  private static final int FORM_SECONDS = 3600;
  private static final int LONGEST_NAME = 200;
  private Authentication authentication;
  private UserService users;
  private Access access;
  private SignInLimits limits;
  private Audit audit;
  private byte[] formKey;

  protected SignInPage() {}

  @Inject
  public SignInPage(
      Authentication authentication,
      UserService users,
      Access access,
      SignInLimits limits,
      Audit audit,
      Secret secret) {
    this.authentication = authentication;
    this.users = users;
    this.access = access;
    this.limits = limits;
    this.audit = audit;
    formKey = secret.key("sign-in-form");
  }

  @GET
  @Path("login")
  @Open("the way in")
  public Response form(
      @QueryParam("next") String next, @CookieParam(FORM_COOKIE) String formCookie) {
    return form(null, next, null, formCookie, 200);
  }

  @POST
  @Path("login")
  @Open("the way in")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Response signIn(
      @FormParam("username") String username,
      @FormParam("password") String password,
      @FormParam("csrf") String csrf,
      @FormParam("next") String next,
      @CookieParam(FORM_COOKIE) String formCookie) {
    refuseInClearText();
    String name = username == null ? "" : username.strip();
    if (name.length() > LONGEST_NAME || name.indexOf('\0') >= 0) {
      name = "";
    }
    try {
      if (formCookie == null || csrf == null || !same(csrf, token(formCookie))) {
        limits.failed(RequestContext.current().address());
        return form(null, next, "The form had expired. Please try again.", formCookie, 403);
      }
      return signIn(name, password == null ? "" : password, next, formCookie);
    } catch (ProblemException e) {
      if (e.type() != ProblemType.TOO_MANY_REQUESTS || !RequestContext.current().wantsHtml()) {
        throw e;
      }
      Response again = form(name, next, e.getMessage(), formCookie, e.type().status());
      return Response.fromResponse(again).header("Retry-After", e.retrySeconds()).build();
    }
  }

  private Response signIn(String name, String password, String next, String formCookie) {
    RequestContext context = RequestContext.current();
    Optional<Long> user = authentication.check(name, password, context.address());
    audit.signIn(user.orElse(null), name);
    if (user.isEmpty()) {
      return form(name, next, "User name or password is wrong.", formCookie, 401);
    }
    String session =
        authentication.open(
            user.get(), context.address(), context.request().getHeader("User-Agent"));
    return Response.seeOther(URI.create(safe(next)))
        .cookie(cookie(AuthenticationFilter.COOKIE, session, -1), expired(FORM_COOKIE))
        .build();
  }

  @POST
  @Path("logout")
  @Open("ends a session if there is one")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Response signOut(@CookieParam(AuthenticationFilter.COOKIE) String session) {
    if (session != null) {
      audit.signOut();
      authentication.close(session);
    }
    return Response.seeOther(URI.create("/login"))
        .cookie(expired(AuthenticationFilter.COOKIE))
        .header("Clear-Site-Data", "\"cache\"")
        .build();
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
      @FormParam("again") String again,
      @CookieParam(AuthenticationFilter.COOKIE) String session) {
    String address = RequestContext.current().address();
    limits.refuseIfExhausted(address);
    FormErrors errors = users.changeOwnPassword(current, password, again);
    if (errors.of("current") != null) {
      limits.failed(address);
    }
    if (!errors.isEmpty()) {
      return Response.status(400).entity(passwordView(errors)).build();
    }
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

  private Response form(String name, String next, String message, String formCookie, int status) {
    String cookie = formCookie == null ? Secret.randomToken() : formCookie;
    LoginScreen screen =
        new LoginScreen(
            name, next == null ? null : safe(next), message, message != null, token(cookie));
    return Response.status(status)
        .entity(View.of("platform/login", screen).title("Sign in"))
        .cookie(cookie(FORM_COOKIE, cookie, FORM_SECONDS))
        .header("Cache-Control", "no-store")
        .build();
  }

  private static void refuseInClearText() {
    RequestContext context = RequestContext.current();
    if (!context.secure() && !AddressBlocks.isLoopback(context.address())) {
      throw new ProblemException(
          ProblemType.FORBIDDEN,
          "Passwords are not taken over plain HTTP from another machine. Use HTTPS; behind a proxy"
              + " that speaks it, set PLINTH_HTTP_TRUSTED_PROXIES and X-Forwarded-Proto.");
    }
  }

  private String token(String cookie) {
    byte[] mac = Secret.hmac(formKey, cookie.getBytes(StandardCharsets.UTF_8));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(mac);
  }

  private static boolean same(String a, String b) {
    return MessageDigest.isEqual(
        a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
  }

  /** Only a path of our own: never another site, also not as {@code //host} or {@code /\host}. */
  private static String safe(String next) {
    boolean own =
        next != null
            && next.startsWith("/")
            && !next.startsWith("//")
            && next.chars().allMatch(c -> c > ' ' && c < 127 && c != '\\' && c != '"');
    if (!own) {
      return "/";
    }
    try {
      return URI.create(next).toASCIIString();
    } catch (IllegalArgumentException e) {
      return "/";
    }
  }

  private static NewCookie cookie(String name, String value, int maxAge) {
    return new NewCookie.Builder(name)
        .value(value)
        .path("/")
        .maxAge(maxAge)
        .httpOnly(true)
        .secure(true)
        .sameSite(NewCookie.SameSite.LAX)
        .build();
  }

  private static NewCookie expired(String name) {
    return cookie(name, "", 0);
  }
}
