/**
 * Tests that run inside Payara Micro, in the deployed WAR: what depends on the container's own
 * injection and interception, and cannot be seen from outside.
 */
package io.plinth.container;
