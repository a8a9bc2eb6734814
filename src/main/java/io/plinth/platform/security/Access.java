package io.plinth.platform.security;

import io.plinth.platform.error.ProblemException;
import io.plinth.platform.error.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The principal of the current thread and what they may do. Services ask here; the filter at the
 * front, and the runner of a job, say who it is. A thread-bound value costs nothing where a
 * request-scoped bean would cost a look-up each.
 */
@ApplicationScoped
public class Access {
  private static final ThreadLocal<Principal> CURRENT = new ThreadLocal<>();

  static void enter(Principal principal) {
    CURRENT.set(principal);
  }

  static void leave() {
    CURRENT.remove();
  }

  /** Runs {@code work} as {@code principal}: for jobs. */
  public <T> T as(Principal principal, Supplier<T> work) {
    Principal before = CURRENT.get();
    CURRENT.set(principal);
    try {
      return work.get();
    } finally {
      CURRENT.set(before);
    }
  }

  public Optional<Principal> find() {
    return Optional.ofNullable(CURRENT.get());
  }

  public Principal principal() {
    return find()
        .orElseThrow(
            () ->
                new ProblemException(
                    ProblemType.UNAUTHENTICATED, "Sign in, or send an API key as a bearer token."));
  }

  public long userId() {
    return principal().userId();
  }

  public boolean can(String permission) {
    return find().map(p -> p.can(permission)).orElse(false);
  }

  public void require(String permission) {
    if (!principal().can(permission)) {
      throw new ProblemException(
          ProblemType.FORBIDDEN, "This needs the permission " + permission + ".");
    }
  }
}
