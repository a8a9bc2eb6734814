package io.plinth.platform.security;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A resource or page method that everybody may call. On the allow-list of the architecture test.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Open {
  /** Why. */
  String value();

  /** Whether the caller may send any query parameter: it is one that we cannot teach. */
  boolean anyQuery() default false;
}
