package io.plinth.clients.client;

/** What hours of a client cost may have changed; fired within the transaction that changed it. */
public record ClientChanged(long clientId) {}
