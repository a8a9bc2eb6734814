/**
 * The start in its order: settings, database, first administrator, then whatever waits for {@link
 * io.plinth.platform.start.Started}. A start that fails ends the process with status 2 and says
 * what to set: a failed deployment alone would leave a container that is alive and serves nothing,
 * and a service manager that believes in it.
 */
package io.plinth.platform.start;
