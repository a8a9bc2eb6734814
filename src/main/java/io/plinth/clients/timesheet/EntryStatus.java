package io.plinth.clients.timesheet;

/** Where an entry stands on its way to the invoice. From APPROVED on it cannot be changed. */
public enum EntryStatus {
  DRAFT,
  SUBMITTED,
  APPROVED,
  INVOICED,
  REJECTED
}
