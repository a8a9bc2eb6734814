package io.plinth.platform.security;

/** The hourly rate of a user has changed; fired within the transaction that changed it. */
public record UserChanged(long userId) {}
