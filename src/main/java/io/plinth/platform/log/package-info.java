/**
 * What Plinth writes about itself: one access-log line a request, its own records as text or JSON,
 * and errors to Sentry where that is set up. Nothing here knows a name, an address (unless asked
 * to), a value of a query, or a credential.
 */
package io.plinth.platform.log;
