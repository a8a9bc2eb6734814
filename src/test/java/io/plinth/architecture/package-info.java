/**
 * The rules that the code's structure must keep, and under {@code planted} one offender for each,
 * so that a rule that catches nothing is noticed.
 */
package io.plinth.architecture;
