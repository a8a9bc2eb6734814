/**
 * Work that outlives a request, kept in the database that it is about. A job is submitted in the
 * transaction that needs it, so neither exists without the other; it is claimed with a lease that
 * its node keeps extending, and after a crash another node goes on behind the last commit. A broker
 * would deliver faster, and would be one more server to run, back up, and disagree with the
 * database.
 */
package io.plinth.platform.jobs;
