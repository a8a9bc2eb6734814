/**
 * The timesheet import.
 *
 * <p>A file is read twice, as a stream. The first pass recognises the format by the header and
 * settles over the whole file what a single row cannot: whether 3/4 is in March or April, whether a
 * comma is a decimal point, what unit a duration has. What stays open is asked for, never guessed.
 * The second pass turns each record into an {@link io.plinth.clients.importer.ImportRow} or into
 * the reason why it is none. A row's identity is a hash of what it says, so the same file read
 * again yields the same keys and nothing is stored twice.
 */
package io.plinth.clients.importer;
