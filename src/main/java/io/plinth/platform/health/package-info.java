/**
 * Whether this node can serve, for load balancers and orchestrators. It is ready when the database
 * answers and never before the start is complete: a container that is up with an application that
 * is not would be sent requests. Whether the process lives is the container's own answer and asks
 * for nothing, because restarting a node does not heal a database.
 */
package io.plinth.platform.health;
