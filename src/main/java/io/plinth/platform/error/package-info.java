/**
 * How anything that goes wrong is told: to programs as a problem (RFC 9457), to people as a page,
 * both under the request's id. The whole catalogue is one enum, and whatever is thrown is turned
 * into one of its kinds in one place, so that no route can answer an error of a shape of its own,
 * and what nobody expected gives nothing away but the id it is logged under.
 */
package io.plinth.platform.error;
