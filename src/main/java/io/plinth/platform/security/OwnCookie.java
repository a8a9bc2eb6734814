package io.plinth.platform.security;

import io.plinth.platform.http.RequestContext;
import jakarta.servlet.http.Cookie;
import jakarta.ws.rs.core.NewCookie;

/**
 * The cookies that Plinth sets. Over TLS their names begin with {@code __Host-}, which browsers
 * take from nobody but this very host and over TLS alone: else a neighbour in the same domain could
 * set one, and have a person work in a session of the neighbour's. Only these names are believed
 * there. Over plain HTTP, which is for this machine alone, browsers would refuse them.
 */
enum OwnCookie {
  SESSION("plinth_session"),

  /** Ties a sign-in form to the browser it was sent to, before there is a session. */
  FORM("plinth_login"),

  /** Ties what a provider sends back to the browser that went there. */
  ATTEMPT("plinth_oidc");

  private static final String OF_THIS_HOST = "__Host-";
  private final String plainName;

  OwnCookie(String plainName) {
    this.plainName = plainName;
  }

  private String label() {
    return RequestContext.current().secure() ? OF_THIS_HOST + plainName : plainName;
  }

  /** What the current request says; null where it does not. */
  String value() {
    Cookie[] cookies = RequestContext.current().request().getCookies();
    if (cookies != null) {
      String label = label();
      for (Cookie cookie : cookies) {
        if (cookie.getName().equals(label) && !cookie.getValue().isEmpty()) {
          return cookie.getValue();
        }
      }
    }
    return null;
  }

  /** For so many seconds; below 0: until the browser ends. The path is what the name promises. */
  NewCookie with(String value, int seconds) {
    return new NewCookie.Builder(label())
        .value(value)
        .path("/")
        .maxAge(seconds)
        .httpOnly(true)
        .secure(true)
        .sameSite(NewCookie.SameSite.LAX)
        .build();
  }

  NewCookie expired() {
    return with("", 0);
  }
}
