package io.plinth.platform.security;

import io.plinth.platform.oidc.OidcException;
import io.plinth.platform.oidc.OidcException.Reason;
import io.plinth.platform.oidc.OidcIdentity;
import io.plinth.platform.settings.Settings;
import io.plinth.platform.settings.SettingsException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What is set about accounts of the provider's people.
 *
 * @param roles what the provider calls it to our role: the first that somebody has is theirs
 * @param otherwise the role of those who have none of these; null: they get no account
 * @param follows whether the role is set anew at every sign-in
 */
record ProviderAccounts(
    Match match, boolean provisions, Map<String, String> roles, String otherwise, boolean follows) {
  private static final String DEFAULT_ROLE = "plinth.oidc.default-role";
  private static final String ROLES = "plinth.oidc.roles";

  /** Whose account somebody gets who has its e-mail address. */
  enum Match {
    NONE,
    ALL_BUT_ADMINISTRATORS,
    ALL
  }

  /** Nothing of it means anything where no provider is set. */
  static ProviderAccounts of(Settings settings) {
    return settings.find("plinth.oidc.issuer").isEmpty()
        ? new ProviderAccounts(Match.NONE, false, Map.of(), null, false)
        : read(settings);
  }

  private static ProviderAccounts read(Settings settings) {
    Map<String, String> roles = new LinkedHashMap<>();
    for (String entry : settings.list(ROLES)) {
      int equals = entry.lastIndexOf('=');
      if (equals < 1 || equals == entry.length() - 1) {
        throw new SettingsException(
            ROLES, "must be a list such as admins=Administrator, not \"" + entry + "\"");
      }
      roles.putIfAbsent(entry.substring(0, equals).strip(), entry.substring(equals + 1).strip());
    }
    ProviderAccounts accounts =
        new ProviderAccounts(
            settings.choice("plinth.oidc.match-email", Match.class),
            settings.isOn("plinth.oidc.provision"),
            roles,
            settings.find(DEFAULT_ROLE).orElse(null),
            settings.isOn("plinth.oidc.follow-roles"));
    accounts.refuseContradictions(settings.find("plinth.oidc.role-claim").isPresent());
    return accounts;
  }

  private void refuseContradictions(boolean claim) {
    if (!roles.isEmpty() && !claim) {
      throw new SettingsException("plinth.oidc.role-claim", "must be set where " + ROLES + " is");
    }
    if (provisions && roles.isEmpty() && otherwise == null) {
      throw new SettingsException(DEFAULT_ROLE, "must be set where plinth.oidc.provision is on");
    }
    if (follows && roles.isEmpty()) {
      throw new SettingsException(ROLES, "must be set where plinth.oidc.follow-roles is on");
    }
  }

  void refuseUnknownRoles(Function<List<String>, List<String>> unknown) {
    Set<String> all = new LinkedHashSet<>(roles.values());
    if (otherwise != null) {
      all.add(otherwise);
    }
    List<String> missing = all.isEmpty() ? List.of() : unknown.apply(List.copyOf(all));
    if (!missing.isEmpty()) {
      throw new SettingsException(
          missing.contains(otherwise) ? DEFAULT_ROLE : ROLES,
          "names a role that does not exist: " + String.join(", ", missing));
    }
  }

  boolean matches() {
    return match != Match.NONE;
  }

  boolean matchesAll() {
    return match == Match.ALL;
  }

  /** The role of a new account; empty: there is none for them. */
  Optional<String> initial(OidcIdentity identity) {
    return provisions ? mapped(identity) : Optional.empty();
  }

  /**
   * The role they have from now on; empty: the one they had. Who has lost all of the provider's
   * roles falls back to the default, and is not let in where there is none.
   */
  Optional<String> current(OidcIdentity identity) {
    if (!follows) {
      return Optional.empty();
    }
    return Optional.of(mapped(identity).orElseThrow(ProviderAccounts::nobody));
  }

  /** Says nothing of whom it is about: it is logged. */
  static OidcException nobody() {
    return new OidcException(Reason.NO_ACCOUNT, "They have no role here, and are given none");
  }

  private Optional<String> mapped(OidcIdentity identity) {
    return roles.entrySet().stream()
        .filter(r -> identity.roles().contains(r.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .or(() -> Optional.ofNullable(otherwise));
  }
}
