package io.plinth.platform.openapi;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Names the parts of a form that a method reads by itself instead of by annotated parameters. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Multipart {
  /** Required parts that are files. */
  String[] files() default {};

  /** Optional parts that are texts. */
  String[] texts() default {};
}
