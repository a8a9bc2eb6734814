/**
 * The screen people open each morning. Each panel is computed by itself, in at most three
 * statements, so that the page comes at once and its panels load side by side, fail alone and can
 * be refreshed alone; the API's twin and the page without JavaScript compute the same panels in one
 * transaction. The dashboard has no figures of its own: it asks revenue and timesheets, and counts
 * only what no list or report does.
 */
package io.plinth.clients.dashboard;
