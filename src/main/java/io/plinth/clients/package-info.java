/**
 * Clients, what they buy, the hours worked for them, and the dashboard people open each morning.
 */
package io.plinth.clients;
