package io.plinth.platform.web;

/**
 * Model of {@code platform/login}.
 *
 * @param username what was typed; null at first
 * @param next where to go afterwards; null for the dashboard
 * @param message what to tell, such as why it failed or that the session has ended; may be null
 * @param failed whether the message is about a failure
 * @param csrf the token of the form, which exists before there is a session
 */
public record LoginScreen(
    String username, String next, String message, boolean failed, String csrf) {}
