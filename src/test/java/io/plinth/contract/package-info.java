/**
 * The rules of the platform, walked over the application's own list of operations, and requests
 * generated from it: a route that is added and breaks one of them fails here without being listed
 * anywhere. Each check is also held against answers that break it, so that it is known to fail.
 */
package io.plinth.contract;
