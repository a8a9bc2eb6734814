package io.plinth.platform.security;

import io.plinth.platform.error.Problems;
import io.plinth.platform.http.AddressBlocks;
import io.plinth.platform.persistence.Changes;
import io.plinth.platform.persistence.SteadyClock;
import io.plinth.platform.persistence.Transactional;
import io.plinth.platform.persistence.Transactions;
import io.plinth.platform.ratelimit.SignInLimits;
import io.plinth.platform.security.PrincipalRepository.Credential;
import io.plinth.platform.security.PrincipalRepository.SignInUser;
import io.plinth.platform.settings.Settings;
import io.plinth.platform.settings.SettingsException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Turns session cookies and API keys into principals. A credential is looked up once and then
 * believed for the time to live of permissions, and not beyond a commit, on whichever node, that
 * writes what it was read from. While the database is away nobody can commit: whoever was believed
 * when that began goes on being so, for as long as the node says that it can serve, and not beyond
 * the session's or key's own end (decision 5).
 */
@ApplicationScoped
public class Authentication {
  private static final Duration SEEN_EVERY = Duration.ofMinutes(1);
  private static final Duration LONGEST_BELIEVED = Duration.ofMinutes(5);
  private static final int MOST_CREDENTIALS = 10_000;
  private static final List<String> TABLES =
      List.of("users", "roles", "role_permissions", "api_keys", "sessions");
  // A key is no session and a session no key, although both are random texts.
  private static final String SESSION = "session ";
  private static final String KEY = "key ";
  private final Map<String, Believed> believed = new ConcurrentHashMap<>();
  private PrincipalRepository repository;
  private Passwords passwords;
  private SignInLimits limits;
  private LastSeen lastSeen;
  private Changes changes;
  private Transactions tx;
  private Duration idle;
  private Duration total;
  private Duration lookedUpEvery;
  private Duration longestOutage;

  protected Authentication() {}

  @Inject
  public Authentication(
      PrincipalRepository repository,
      Passwords passwords,
      SignInLimits limits,
      LastSeen lastSeen,
      Changes changes,
      Transactions tx,
      Settings settings) {
    this.repository = repository;
    this.passwords = passwords;
    this.limits = limits;
    this.lastSeen = lastSeen;
    this.changes = changes;
    this.tx = tx;
    idle = settings.duration("plinth.session.idle");
    total = settings.duration("plinth.session.total");
    lookedUpEvery = lookedUpEvery(settings);
    boolean kept = settings.isOn("plinth.cache.enabled");
    longestOutage = kept ? settings.duration("plinth.health.degraded") : Duration.ZERO;
  }

  /** What somebody may no longer do ends with the commit that says so; else with this. */
  private static Duration lookedUpEvery(Settings settings) {
    String name = "plinth.cache.ttl.permissions";
    Duration time = settings.duration(name);
    if (time.compareTo(LONGEST_BELIEVED) > 0) {
      throw new SettingsException(name, "must be at most 5m");
    }
    return settings.isOn("plinth.cache.enabled") ? time : Duration.ZERO;
  }

  /** The principal of a session, while it lasts. */
  public Optional<Principal> session(String token) {
    return remembered(SESSION + token, null)
        .or(() -> lookUp(SESSION + token, null, () -> findSession(token)));
  }

  /** The principal of an API key, used from {@code address}. */
  public Optional<Principal> apiKey(String key, String address) {
    return lookUp(KEY + key, address, () -> findKey(key, address));
  }

  /** Where it turns out only now that the database is away, whoever was believed still is. */
  private Optional<Principal> lookUp(
      String credential, String address, Supplier<Optional<Principal>> look) {
    try {
      return tx.read(look);
    } catch (RuntimeException e) {
      Optional<Principal> known =
          Problems.isDatabaseAway(e) ? remembered(credential, address) : Optional.empty();
      return Optional.of(known.orElseThrow(() -> e));
    }
  }

  /** The principal of an API key, used from {@code address}, where it was looked up lately. */
  public Optional<Principal> rememberedKey(String key, String address) {
    return remembered(KEY + key, address);
  }

  /** Where another node may have written what this one does not know of, nobody is remembered. */
  private Optional<Principal> remembered(String credential, String address) {
    if (changes.areDoubted()) {
      return Optional.empty();
    }
    return Optional.ofNullable(believed.get(hash(credential)))
        .filter(b -> b.isBelieved(SteadyClock.millis(), changes.awaySince(), longestOutage))
        .filter(b -> b.stamp() == changes.stamp(TABLES))
        .filter(b -> b.from().contains(address))
        .map(Believed::principal);
  }

  private Optional<Principal> findSession(String token) {
    long stamp = changes.stamp(TABLES);
    byte[] hash = Secret.sha256(token);
    Instant now = Instant.now();
    Optional<Credential> session =
        repository
            .findSession(hash)
            .filter(s -> s.lastSeenAt().plus(idle).isAfter(now))
            .filter(s -> s.createdAt().plus(total).isAfter(now));
    if (session.isPresent() && isDue(session.get().lastSeenAt())) {
      lastSeen.session(hash);
    }
    return session.map(
        s -> {
          Instant end = earlier(s.createdAt().plus(total), now.plus(idle));
          return remember(SESSION + token, principal(s), AddressBlocks.ANYWHERE, end, stamp);
        });
  }

  private Optional<Principal> findKey(String key, String address) {
    long stamp = changes.stamp(TABLES);
    byte[] hash = Secret.sha256(key);
    Optional<Credential> stored =
        repository
            .findKey(hash)
            .filter(k -> k.expiresAt() == null || k.expiresAt().isAfter(Instant.now()))
            .filter(k -> AddressBlocks.of(k.allowedAddresses()).contains(address));
    if (stored.isPresent() && isDue(stored.get().lastSeenAt())) {
      lastSeen.key(hash);
    }
    return stored.map(
        k -> {
          AddressBlocks from = AddressBlocks.of(k.allowedAddresses());
          return remember(KEY + key, principal(k), from, k.expiresAt(), stamp);
        });
  }

  private static boolean isDue(Instant lastSeen) {
    return lastSeen == null || lastSeen.plus(SEEN_EVERY).isBefore(Instant.now());
  }

  private static Principal principal(Credential credential) {
    Set<String> permissions =
        credential.permissions() == null ? Set.of() : Set.copyOf(credential.permissions());
    Principal user =
        new Principal(
            credential.userId(),
            credential.displayName(),
            permissions,
            credential.csrfToken(),
            credential.mustChangePassword() && credential.csrfToken() != null,
            false,
            credential.keyId());
    boolean narrowed = credential.keyPermissions() != null;
    boolean limited =
        narrowed || credential.expiresAt() != null || credential.allowedAddresses() != null;
    Set<String> granted =
        narrowed
            ? credential.keyPermissions().stream().filter(user::can).collect(Collectors.toSet())
            : user.permissions();
    return limited
        ? new Principal(user.userId(), user.name(), granted, null, false, true, credential.keyId())
        : user;
  }

  private Principal remember(
      String credential, Principal principal, AddressBlocks from, Instant end, long stamp) {
    if (believed.size() >= MOST_CREDENTIALS) {
      believed.clear();
    }
    long now = SteadyClock.millis();
    long last =
        end == null ? Long.MAX_VALUE : now + Duration.between(Instant.now(), end).toMillis();
    long until = now + lookedUpEvery.toMillis();
    believed.put(hash(credential), new Believed(principal, from, until, last, stamp));
    return principal;
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  private static String hash(String credential) {
    return HexFormat.of().formatHex(Secret.sha256(credential));
  }

  /**
   * The id of the user with this name (or e-mail address) and password. Takes as long for nobody as
   * for somebody, and holds no connection while it hashes. After too many failures from {@code
   * address} the problem says when to come back.
   */
  public Optional<Long> check(String name, String password, String address) {
    return limits.attempt(name, address, () -> check(name, password));
  }

  private SignInLimits.Checked check(String name, String password) {
    boolean storable = name.indexOf('\0') < 0;
    Optional<SignInUser> user =
        storable ? tx.read(() -> repository.findSignIn(name)) : Optional.empty();
    boolean right = passwords.matches(password, user.map(SignInUser::passwordHash).orElse(null));
    return new SignInLimits.Checked(user.map(SignInUser::id).orElse(null), right);
  }

  /** Opens a session; its token, for the cookie. */
  @Transactional
  public String open(long userId, String address, String userAgent) {
    repository.deleteSessionsOlderThan(idle, total);
    String token = Secret.randomToken();
    repository.saveSession(Secret.sha256(token), userId, Secret.randomToken(), address, userAgent);
    return token;
  }

  @Transactional
  public void close(String token) {
    repository.deleteSession(Secret.sha256(token));
  }

  /** Ends all sessions of a user but the one with {@code token}: after a change of password. */
  @Transactional
  public void closeOthers(long userId, String token) {
    repository.deleteSessions(userId, Secret.sha256(token));
    limits.forget(userId);
  }
}
