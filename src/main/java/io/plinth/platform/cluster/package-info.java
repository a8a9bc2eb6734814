/**
 * Several nodes on one database. What one changes, the others hear from PostgreSQL, in the commit
 * itself: nothing can be lost, and no grid is needed for it. The data grid makes it quick: who has
 * written is answered when the others know, so that they see it wherever their next request goes.
 * Whenever a node cannot be sure to hear of everything, it gives out nothing that it keeps
 * (decision 6).
 */
package io.plinth.platform.cluster;
