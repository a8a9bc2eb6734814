/**
 * The database of this node: migrations, the pool, Hibernate on it, Plinth's own transactions, and
 * SQL that is projected into records. None of it is the container's, which costs two and a half
 * times as much per query and cannot load Hibernate 6.6 (decision 1). Every statement is counted,
 * for {@code Server-Timing} and for the tests that hold routes to a few of them.
 */
package io.plinth.platform.persistence;
