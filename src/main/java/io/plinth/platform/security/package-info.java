/**
 * Who somebody is and what they may do. Sessions live in the database and not in the container, so
 * that they survive a restart and a rolling upgrade, can be listed and ended, and need no data
 * grid.
 */
package io.plinth.platform.security;
