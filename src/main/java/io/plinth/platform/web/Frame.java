package io.plinth.platform.web;

import io.plinth.platform.security.Principal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What surrounds every page, and what a template may ask about the person who reads it.
 *
 * <p>It exists so that templates need no other way to reach the session: whatever a page shows or
 * hides by permission, it decides from here.
 *
 * @param title the page's title, without the firm's name
 * @param activePage the key of the navigation entry to mark, see {@link Navigation}
 * @param userName the signed-in person's name; null on pages outside a session
 * @param csrf the token every form must send back in its {@code csrf} field
 * @param permissions what the person may do, as {@code resource:action}, or {@code *:*}
 * @param firmName the firm's name, shown at the top of the navigation
 * @param zone the time zone instants are shown in
 * @param locale the language numbers and dates are written in
 * @param requestId the id to quote when something went wrong
 * @param theme {@code light}, {@code dark}, or {@code system}
 * @param staleSince when the page's numbers were computed, where they are older than they should be
 *     because the database is away; else null
 */
public record Frame(
    String title,
    String activePage,
    String userName,
    String csrf,
    Set<String> permissions,
    String firmName,
    ZoneId zone,
    Locale locale,
    String requestId,
    String theme,
    Instant staleSince) {

  /** Copies the permissions. */
  public Frame {
    permissions = permissions == null ? Set.of() : Set.copyOf(permissions);
  }

  /** Whether the person holds the permission. */
  public boolean can(String permission) {
    return Principal.can(permissions, permission);
  }

  /** Whether somebody is signed in. */
  public boolean signedIn() {
    return userName != null;
  }

  /** The address of an asset, with the hash of its content in its name. */
  public String asset(String name) {
    return AssetCatalog.shared().url(name);
  }

  /** Writes numbers and dates the way this person reads them. */
  public Formats formats() {
    return new Formats(locale, zone);
  }

  /** A message in this person's language, see {@link Messages}. */
  public String t(String key, Object... arguments) {
    return new Messages(locale).t(key, arguments);
  }

  /** The navigation, without what this person may not open. */
  public List<Navigation.Area> navigation() {
    return Navigation.visibleTo(this);
  }
}
