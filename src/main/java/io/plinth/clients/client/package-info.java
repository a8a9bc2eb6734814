/**
 * Clients and prospects: one entity, because a prospect that signs is the same firm under the same
 * id, with its hours and its history. A list is never made of entities: it is one statement that
 * projects what is asked for, joins revenue or hours only where a column, a filter or an order
 * names them, and leaves money out, fields and sort keys alike, for whoever may not see it. Stage
 * changes are rows of their own and not fields of the client, so that won and lost can be counted
 * in any period.
 */
package io.plinth.clients.client;
