package io.plinth.clients.service;

/** How often a fee falls due; HOURLY services are billed by their hours. */
public enum BillingFrequency {
  MONTHLY,
  QUARTERLY,
  ANNUAL,
  ONE_TIME,
  HOURLY
}
