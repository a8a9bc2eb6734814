/**
 * Hours worked, by whom, for whom, and what they come to. The length is kept in whole seconds and
 * hours are derived, because a sum of rounded hours is wrong by the end of the month. An entry
 * stores the rate it resolved to and its amount, so that sums come from an index alone and an
 * approved entry keeps the price it was approved at. Who sees only their own entries sees totals of
 * only those: the summary, as every total, carries the person.
 */
package io.plinth.clients.timesheet;
