/**
 * What keeps one client's requests from being everybody's problem: token buckets for keys, people
 * and addresses, the lockout of an account for an address, and a bounded number of requests in work
 * with a bounded queue before it. All of it lives in bounded local memory and counts on the
 * monotonic clock, which nobody can set back.
 */
package io.plinth.platform.ratelimit;
