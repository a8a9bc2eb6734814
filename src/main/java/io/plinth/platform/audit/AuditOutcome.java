package io.plinth.platform.audit;

/** How it ended: as wanted, by a wrong password, or by a permission that lacked. */
public enum AuditOutcome {
  SUCCESS,
  FAILURE,
  REFUSED
}
