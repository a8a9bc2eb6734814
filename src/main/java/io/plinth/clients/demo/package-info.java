/**
 * The demonstration firm: what a newcomer sees before any real data is there, and what browser
 * tests and screenshots show. It is written in SQL scripts that compute whole tables at once,
 * because a hundred thousand entries through the ORM would make everyone wait at the first start;
 * and it is computed from hashes instead of random numbers, so that a day always gives the same
 * firm and a failing test can be repeated.
 */
package io.plinth.clients.demo;
