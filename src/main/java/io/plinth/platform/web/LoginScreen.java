package io.plinth.platform.web;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * Model of {@code platform/login}.
 *
 * @param username what was typed; null at first
 * @param next where to go afterwards; null for the dashboard
 * @param message what to tell, such as why it failed or that the session has ended; may be null
 * @param failed whether the message is about a failure
 * @param csrf the token of the form, which exists before there is a session
 * @param provider whom else to sign in with; null for nobody
 * @param passwords whether signing in with a password is possible
 */
public record LoginScreen(
    String username,
    String next,
    String message,
    boolean failed,
    String csrf,
    String provider,
    boolean passwords) {

  /** With a password alone. */
  public LoginScreen(String username, String next, String message, boolean failed, String csrf) {
    this(username, next, message, failed, csrf, null, true);
  }

  /** The way to the provider, and back to where one wanted to be. */
  public String providerUrl() {
    return next == null
        ? "/login/oidc"
        : "/login/oidc?next=" + URLEncoder.encode(next, StandardCharsets.UTF_8);
  }
}
