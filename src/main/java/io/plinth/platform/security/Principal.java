package io.plinth.platform.security;

import java.util.Set;
import java.util.TreeSet;

/**
 * Who makes a request and what they may do.
 *
 * @param csrf the synchroniser token of the session; null for API keys and jobs
 * @param mustChangePassword true until the one-time password has been replaced
 * @param limited whether this is a key that may less than its user: by permission, time or place
 * @param keyId the API key that was sent; null where it was a session
 */
public record Principal(
    long userId,
    String name,
    Set<String> permissions,
    String csrf,
    boolean mustChangePassword,
    boolean limited,
    Long keyId) {

  private static final String EVERYTHING = "*:*";

  /** Somebody without limits of their own. */
  public Principal(
      long userId, String name, Set<String> permissions, String csrf, boolean mustChangePassword) {
    this(userId, name, permissions, csrf, mustChangePassword, false, null);
  }

  public Principal {
    permissions = Set.copyOf(permissions);
  }

  /** Whether {@code permission}, a {@code resource:action}, is granted. */
  public boolean can(String permission) {
    return can(permissions, permission);
  }

  /** Whether these permissions grant that one. */
  public static boolean can(Set<String> granted, String permission) {
    return granted.contains(permission) || granted.contains(EVERYTHING);
  }

  /**
   * What the data depend on that this principal reads: two with the same scope see the same.
   *
   * @param sharedBy who has this permission sees everybody's rows; whoever has not shares with
   *     nobody, and nobody does where it is empty
   */
  public String dataScope(String sharedBy) {
    String granted = new TreeSet<>(permissions).toString();
    return !sharedBy.isEmpty() && can(sharedBy) ? granted : userId + " " + granted;
  }

  /**
   * What answers to this principal depend on beyond the request itself: part of every cache key and
   * entity tag.
   */
  public String scope() {
    return userId + " " + new TreeSet<>(permissions);
  }
}
