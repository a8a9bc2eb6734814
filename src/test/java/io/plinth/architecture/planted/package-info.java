/** Offenders: each breaks a rule, for {@link io.plinth.architecture.ArchitectureTest} to catch. */
package io.plinth.architecture.planted;
