/**
 * One running Plinth for all tests over HTTP of a JVM, a client for it, and builders of what a test
 * needs. Every test makes its own people, clients and entries, and asserts on nothing else.
 */
package io.plinth.testing;
