/**
 * What the server counts and times, as Micrometer's meters: whoever has something to count injects
 * a {@code MeterRegistry}. They are read at {@code /metrics} and on the operations page.
 */
package io.plinth.platform.metrics;
