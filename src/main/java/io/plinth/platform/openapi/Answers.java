package io.plinth.platform.openapi;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a resource method answers whose return type does not say it. Not needed on a {@code create}
 * that answers 201 with what {@code get} of its class shows.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Answers {
  /** The status of success. */
  int status() default 200;

  /** The body; {@code void}: what the method returns. */
  Class<?> value() default void.class;

  /** Statuses of refusals that others of its kind do not have. */
  int[] refusals() default {};

  /** Whether the answer names an address in {@code Location}. */
  boolean location() default false;
}
