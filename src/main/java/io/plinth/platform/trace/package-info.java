/**
 * Traces, exported by OTLP where an endpoint is set. Not the container's MicroProfile Telemetry: it
 * writes the query with its values into the name and the address of every span, knows neither what
 * was refused before JAX-RS nor the statements, and doubles the processor time of a request.
 */
package io.plinth.platform.trace;
