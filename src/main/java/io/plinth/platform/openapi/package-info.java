/**
 * The API's document at {@code /openapi}, the page at {@code /api} that people read, and a page for
 * each kind of problem.
 *
 * <p>The decision behind it: the document is made from the routes themselves, at the first request,
 * by reflection over their records, constraints and Javadoc. The container's own generator scans
 * bytecode, knows nothing of our envelopes, queries and patches, and fails on this application; and
 * a document kept by hand is wrong by the second release. A new area gets its part for nothing.
 */
package io.plinth.platform.openapi;
