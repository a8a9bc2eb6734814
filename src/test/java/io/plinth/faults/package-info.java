/**
 * What breaks under a running Plinth, and what may come of it: processes that are killed, wires
 * that freeze or are cut, disks that are full, clocks that are wrong, floods; backups and upgrades;
 * the soak. Everything is real: servers are processes, and so is the database. {@code
 * src/docs/claims.md} says which claim each of these tests holds.
 */
package io.plinth.faults;
