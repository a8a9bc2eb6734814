package io.plinth.platform.security;

import io.plinth.platform.http.AddressBlocks;
import io.plinth.platform.persistence.Transactional;
import io.plinth.platform.persistence.Transactions;
import io.plinth.platform.ratelimit.SignInLimits;
import io.plinth.platform.security.PrincipalRepository.Credential;
import io.plinth.platform.security.PrincipalRepository.SignInUser;
import io.plinth.platform.settings.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * Turns session cookies and API keys into principals. A credential is looked up once and then
 * believed for {@link #BELIEVED}, on this node: a change of roles or a sign-out elsewhere is seen
 * within that time, one made here at once.
 */
@ApplicationScoped
public class Authentication {
  private static final Duration BELIEVED = Duration.ofSeconds(5);
  private static final Duration BELIEVED_IN_AN_OUTAGE = Duration.ofMinutes(1);
  private static final Duration TOUCHED_EVERY = Duration.ofMinutes(1);
  private static final int MOST_CREDENTIALS = 10_000;
  // A key is no session and a session no key, although both are random texts.
  private static final String SESSION = "session ";
  private static final String KEY = "key ";
  private final Map<String, Found> found = new ConcurrentHashMap<>();

  /** Grows when all is forgotten: what was read before that is not remembered after it. */
  private final AtomicLong forgotten = new AtomicLong();

  private PrincipalRepository repository;
  private Passwords passwords;
  private SignInLimits limits;
  private Transactions tx;
  private Duration idle;
  private Duration total;

  private record Found(Principal principal, AddressBlocks from, Instant since, Instant end) {}

  protected Authentication() {}

  @Inject
  public Authentication(
      PrincipalRepository repository,
      Passwords passwords,
      SignInLimits limits,
      Transactions tx,
      Settings settings) {
    this.repository = repository;
    this.passwords = passwords;
    this.limits = limits;
    this.tx = tx;
    idle = settings.duration("plinth.session.idle");
    total = settings.duration("plinth.session.total");
  }

  /** The principal of a session that was looked up lately: no transaction is needed for it. */
  public Optional<Principal> rememberedSession(String token) {
    return remembered(SESSION + token, null);
  }

  /** The principal of an API key that was looked up lately. */
  public Optional<Principal> rememberedKey(String key, String address) {
    return remembered(KEY + key, address);
  }

  private Optional<Principal> remembered(String credential, String address) {
    return remembered(credential, address, BELIEVED);
  }

  /** The same of a session that cannot be looked up now: what it was within the last minute. */
  Optional<Principal> lastKnownSession(String token) {
    return remembered(SESSION + token, null, BELIEVED_IN_AN_OUTAGE);
  }

  /** The same of an API key. */
  Optional<Principal> lastKnownKey(String key, String address) {
    return remembered(KEY + key, address, BELIEVED_IN_AN_OUTAGE);
  }

  private Optional<Principal> remembered(String credential, String address, Duration believed) {
    Instant now = Instant.now();
    return Optional.ofNullable(found.get(key(credential)))
        .filter(f -> now.isBefore(f.since().plus(believed)))
        .filter(f -> f.end() == null || now.isBefore(f.end()))
        .filter(f -> f.from().contains(address))
        .map(Found::principal);
  }

  /** The principal of a session, while it lasts. */
  @Transactional
  public Optional<Principal> session(String token) {
    long before = forgotten.get();
    byte[] hash = Secret.sha256(token);
    Instant now = Instant.now();
    Optional<Credential> session =
        repository
            .findSession(hash)
            .filter(s -> s.lastSeenAt().plus(idle).isAfter(now))
            .filter(s -> s.createdAt().plus(total).isAfter(now));
    if (session.isPresent() && isDue(session.get().lastSeenAt())) {
      repository.touchSession(hash);
    }
    return session.map(
        s -> remember(SESSION + token, found(principal(s), AddressBlocks.ANYWHERE, null), before));
  }

  /** The principal of an API key, used from {@code address}. */
  @Transactional
  public Optional<Principal> apiKey(String key, String address) {
    long before = forgotten.get();
    byte[] hash = Secret.sha256(key);
    Optional<Credential> stored =
        repository
            .findKey(hash)
            .filter(k -> k.expiresAt() == null || k.expiresAt().isAfter(Instant.now()))
            .filter(k -> AddressBlocks.of(k.allowedAddresses()).contains(address));
    if (stored.isPresent() && isDue(stored.get().lastSeenAt())) {
      repository.touchKey(hash);
    }
    return stored.map(
        k ->
            remember(
                KEY + key,
                found(principal(k), AddressBlocks.of(k.allowedAddresses()), k.expiresAt()),
                before));
  }

  private static boolean isDue(Instant lastSeen) {
    return lastSeen == null || lastSeen.plus(TOUCHED_EVERY).isBefore(Instant.now());
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

  private static Found found(Principal principal, AddressBlocks from, Instant end) {
    return new Found(principal, from, Instant.now(), end);
  }

  private Principal remember(String credential, Found now, long before) {
    if (found.size() >= MOST_CREDENTIALS) {
      found.clear();
    }
    String key = key(credential);
    found.put(key, now);
    if (forgotten.get() != before) {
      found.remove(key, now);
    }
    return now.principal();
  }

  private static String key(String credential) {
    return HexFormat.of().formatHex(Secret.sha256(credential));
  }

  /** Forgets what is believed: after any change to users, roles, keys or sessions. */
  public void forget() {
    forgotten.incrementAndGet();
    found.clear();
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
    tx.afterCommit(this::forget);
  }

  /** Ends all sessions of a user but the one with {@code token}: after a change of password. */
  @Transactional
  public void closeOthers(long userId, String token) {
    repository.deleteSessions(userId, Secret.sha256(token));
    limits.forget(userId);
    tx.afterCommit(this::forget);
  }
}
