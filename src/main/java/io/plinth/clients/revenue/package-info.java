/**
 * What clients bring in: one formula, in one place, in SQL, for all clients at once; lists, pages,
 * exports and the API group the same lines by client, month, service or owner. Recurring fees are
 * rounded as differences of running sums, so that months add up to years and lines to totals, to
 * the cent, in every grouping (decision 4). Amounts of two currencies are never added.
 */
package io.plinth.clients.revenue;
