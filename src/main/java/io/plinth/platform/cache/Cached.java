package io.plinth.platform.cache;

import jakarta.enterprise.util.Nonbinding;
import jakarta.interceptor.InterceptorBinding;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Keeps what a service's method returns, for everybody who may see the same: the key is the method,
 * its arguments, the permissions of who asks, the person (unless {@link #sharedBy}), and the day. A
 * hit asks for no connection.
 *
 * <p>The method only reads, its arguments have values for {@code equals} (records, numbers, texts),
 * and what it returns is never changed: it is handed out by reference.
 */
@InterceptorBinding
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface Cached {
  /** Names the time to live: the setting {@code plinth.cache.ttl.<region>}. */
  @Nonbinding
  String region() default "";

  /** The tables it is computed from: a commit that writes one of them ends its freshness. */
  @Nonbinding
  String[] tables() default {};

  /**
   * The permission to see everybody's rows, where the method tells them from one's own; else the
   * one that it requires. Those who have it share results with whoever has the same permissions.
   * All others, and everybody where none is named, get results of their own.
   */
  @Nonbinding
  String sharedBy() default "";
}
