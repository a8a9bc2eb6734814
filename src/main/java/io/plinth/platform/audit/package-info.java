/**
 * Who did what, when, from where, and what it changed.
 *
 * <p>A new area gets it for nothing: whatever Hibernate writes is told by {@link
 * io.plinth.platform.persistence.EntityChange} and becomes an event of the same transaction; a
 * write by a statement of its own says so with {@link Audit#did}. Exports and refusals are seen at
 * the door, by {@link RequestAuditFilter}. What follows from a change by a rule (rates that are
 * resolved anew, rows that a foreign key deletes along) has no event of its own.
 *
 * <p>Every event is sealed by an HMAC when it is made, so that nobody without the secret can make
 * or change one; and some seconds later it is chained to all before it, so that none can be taken
 * away.
 */
package io.plinth.platform.audit;
