/**
 * What is the same for every request and every route, done once and outside the routes: ids,
 * headers, limits, proxies, the query string as a record, JSON, CSV, entity tags. Routes are listed
 * from the classes themselves, so that what holds for all of them is tested by walking that list,
 * and a new route cannot be forgotten. What comes in is limited while it is read; what goes out is
 * made whole first, in memory or, for exports, in a temporary file: its entity tag is known then,
 * and what fails on the way is still told as a problem.
 */
package io.plinth.platform.http;
