/**
 * Plinth and its PostgreSQL as processes: what {@code ./mvnw -Prun} starts, and what tests start
 * that need a whole server they may kill.
 *
 * <p>It lives among the tests and imports nothing of the application, so that the profile {@code
 * run} can compile it alone and the embedded PostgreSQL never comes near the WAR.
 */
package io.plinth.run;
