/**
 * What clients buy: a fee per billing period, or hours at a rate, from a first to a last day.
 * Periods and fees are stored as they were agreed, and nothing that follows from them: revenue is
 * computed where it is asked for (see {@code clients.revenue}), so that correcting a fee or an end
 * corrects every figure at once. Only the rates of entries that are not approved yet have to follow
 * a change, by an event and in the same transaction.
 */
package io.plinth.clients.service;
