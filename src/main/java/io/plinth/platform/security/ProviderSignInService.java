package io.plinth.platform.security;

import io.plinth.platform.audit.Audit;
import io.plinth.platform.oidc.OidcException;
import io.plinth.platform.oidc.OidcException.Reason;
import io.plinth.platform.oidc.OidcIdentity;
import io.plinth.platform.persistence.Transactional;
import io.plinth.platform.persistence.Transactions;
import io.plinth.platform.security.IdentityRepository.Candidate;
import io.plinth.platform.settings.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Whom the provider's people are among the users, and with which role.
 *
 * <p>Somebody is known by issuer and subject. Who is not yet, may be given the account that has
 * their confirmed e-mail address, or a new one: each only where a setting says so. Rights are never
 * raised in silence: an account that makes users is not given away for an address unless that is
 * set in so many words, roles follow the provider only where that is set, and each link and change
 * is an audit event.
 */
@ApplicationScoped
public class ProviderSignInService {
  private static final Logger LOG = Logger.getLogger(ProviderSignInService.class.getName());

  /** Longer ones do not fit into an address with the rest. */
  private static final int LONGEST_TOKEN = 6_000;

  private static final String TOKEN = "sessions.id_token";

  private IdentityRepository identities;
  private UserRepository users;
  private RoleRepository roles;
  private Authentication authentication;
  private Transactions tx;
  private Audit audit;
  private AtRest atRest;
  private ProviderAccounts accounts;

  protected ProviderSignInService() {}

  @Inject
  public ProviderSignInService(
      IdentityRepository identities,
      UserRepository users,
      RoleRepository roles,
      Authentication authentication,
      Transactions tx,
      Audit audit,
      AtRest atRest,
      Settings settings) {
    this.identities = identities;
    this.users = users;
    this.roles = roles;
    this.authentication = authentication;
    this.tx = tx;
    this.audit = audit;
    this.atRest = atRest;
    accounts = ProviderAccounts.of(settings);
  }

  /** Refuses a setting that names a role there is not. */
  @Transactional(readOnly = true)
  public void check() {
    accounts.refuseUnknownRoles(identities::listUnknownRoles);
  }

  /** A session that was opened. */
  public record Opened(long userId, String token) {}

  /**
   * Opens a session for whom the provider vouches.
   *
   * @param attempt the browser's cookie; each opens one session at most
   */
  @Transactional
  public Opened open(OidcIdentity identity, String attempt, String address, String userAgent) {
    if (!identities.use(Secret.sha256(attempt))) {
      throw new OidcException(Reason.NOT_BEGUN_HERE, "This answer was used before");
    }
    long userId = user(identity);
    String token = authentication.open(userId, address, userAgent);
    byte[] hash = Secret.sha256(token);
    boolean sendable = identity.idToken().length() <= LONGEST_TOKEN;
    String sealed = sendable ? atRest.seal(identity.idToken(), TOKEN, row(hash)) : null;
    identities.began(hash, identity, sealed);
    return new Opened(userId, token);
  }

  private long user(OidcIdentity identity) {
    Optional<Candidate> found = identities.find(identity);
    if (found.isEmpty()) {
      return provisioned(identity);
    }
    Candidate user = found.get();
    if (!user.linked()) {
      refuseToLink(user);
    }
    if (!user.active()) {
      throw new OidcException(Reason.SWITCHED_OFF, "User " + user.id() + " is switched off");
    }
    if (!user.linked()) {
      link(identity, user.id());
    }
    accounts.current(identity).ifPresent(role -> follow(user, role));
    return user.id();
  }

  private void refuseToLink(Candidate user) {
    boolean may = user.powerful() ? accounts.matchesAll() : accounts.matches();
    if (!may || user.taken()) {
      throw new OidcException(
          Reason.NOT_LINKED,
          "User " + user.id() + (user.taken() ? " is somebody else there" : " may not be linked"));
    }
  }

  private void link(OidcIdentity identity, long userId) {
    identities.link(identity, userId);
    audit.did(
        "users:link",
        userId,
        Map.of("issuer", identity.issuer(), "subject", identity.subject(), "by", "email"));
  }

  private long provisioned(OidcIdentity identity) {
    String role = accounts.initial(identity).orElseThrow(ProviderAccounts::nobody);
    String name = Objects.requireNonNullElse(identity.name(), identity.subject());
    long id =
        identities
            .create(identity, name, role)
            .orElseThrow(
                () ->
                    new OidcException(Reason.NO_ACCOUNT, "There is no role " + role + " any more"));
    identities.link(identity, id);
    Map<String, Object> made = new LinkedHashMap<>();
    made.put("displayName", name);
    made.put("email", identity.email());
    made.put("role", role);
    made.put("issuer", identity.issuer());
    made.put("subject", identity.subject());
    audit.changed("users", id, null, made);
    return id;
  }

  /** The change is an audit event like every other of a user. */
  private void follow(Candidate user, String wanted) {
    if (wanted.equals(user.role())) {
      return;
    }
    Optional<Role> role = roles.find(wanted);
    if (role.isEmpty()) {
      LOG.log(Level.WARNING, "There is no role {0} any more: roles stay as they are", wanted);
      return;
    }
    User changed = users.get(user.id());
    if (changed.role().id() == Role.ADMINISTRATOR) {
      tx.lock("administrators");
      if (users.countOtherAdministrators(user.id()) == 0) {
        LOG.log(Level.WARNING, "User {0} is the last administrator and stays one", user.id());
        return;
      }
    }
    changed.changeRole(role.get());
  }

  /**
   * The provider's token of a session; blank where it was not kept or cannot be read, empty where
   * it began otherwise.
   */
  @Transactional(readOnly = true)
  public Optional<String> token(String session) {
    byte[] hash = Secret.sha256(session);
    return identities
        .findToken(hash)
        .map(kept -> kept.isEmpty() ? "" : atRest.open(kept, TOKEN, row(hash)).orElse(""));
  }

  private static String row(byte[] hash) {
    return HexFormat.of().formatHex(hash);
  }
}
