package io.plinth.clients.service;

/** The hourly rate of a service has changed; fired within the transaction that changed it. */
public record ServiceChanged(long serviceId) {}
