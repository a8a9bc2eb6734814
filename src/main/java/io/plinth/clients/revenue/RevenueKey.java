package io.plinth.clients.revenue;

/** What revenue can be grouped by; the owner is the client's. */
public enum RevenueKey {
  CLIENT,
  MONTH,
  SERVICE,
  OWNER
}
