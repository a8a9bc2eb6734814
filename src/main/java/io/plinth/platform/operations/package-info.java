/**
 * What operators look at when something is slow, as a page and by REST: this node's meters since
 * its start, and what the database says of its statements and foreign keys.
 */
package io.plinth.platform.operations;
