package io.plinth.platform.security;

import io.plinth.platform.persistence.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Sessions, keys and sign-in names to principals: one statement each. */
@ApplicationScoped
public class PrincipalRepository {
  private static final String PERMISSIONS =
      "(select array_agg(p.permission) from role_permissions p where p.role_id = u.role_id)";
  private Transactions tx;

  protected PrincipalRepository() {}

  @Inject
  public PrincipalRepository(Transactions tx) {
    this.tx = tx;
  }

  /** A session or key as stored, with its user. */
  record Credential(
      long userId,
      String displayName,
      List<String> permissions,
      List<String> keyPermissions,
      List<String> allowedAddresses,
      String csrfToken,
      boolean mustChangePassword,
      Instant createdAt,
      Instant lastSeenAt,
      Instant expiresAt,
      Long keyId) {}

  /** What sign-in needs to know of a user. */
  record SignInUser(long id, String passwordHash) {}

  Optional<Credential> findSession(byte[] idHash) {
    return tx.sql(
            """
            select u.id as user_id, u.display_name, %s as permissions, s.csrf_token,
                   u.must_change_password and s.issuer is null as must_change_password,
                   s.created_at, s.last_seen_at
            from sessions s join users u on u.id = s.user_id
            where s.id_hash = :hash and u.active
            """
                .formatted(PERMISSIONS))
        .with("hash", idHash)
        .find(Credential.class);
  }

  Optional<Credential> findKey(byte[] keyHash) {
    return tx.sql(
            """
            select u.id as user_id, u.display_name, %s as permissions,
                   k.permissions as key_permissions, k.allowed_addresses, k.expires_at,
                   k.last_used_at as last_seen_at, k.created_at, k.id as key_id
            from api_keys k join users u on u.id = k.user_id
            where k.key_hash = :hash and u.active
            """
                .formatted(PERMISSIONS))
        .with("hash", keyHash)
        .find(Credential.class);
  }

  /** The permissions of each role that an active person has. */
  public List<Set<String>> listGranted() {
    return tx
        .sql(
            """
            select array_agg(p.permission) as permissions from role_permissions p
            where p.role_id in (select u.role_id from users u where u.active)
            group by p.role_id order by p.role_id
            """)
        .list(Granted.class)
        .stream()
        .map(g -> Set.copyOf(g.permissions()))
        .toList();
  }

  private record Granted(List<String> permissions) {}

  Optional<SignInUser> findSignIn(String name) {
    return tx.sql(
            """
            select id, password_hash from users
            where (lower(username) = lower(:name) or lower(email) = lower(:name)) and active
            order by lower(username) = lower(:name) desc nulls last limit 1
            """)
        .with("name", name)
        .find(SignInUser.class);
  }

  void saveSession(byte[] idHash, long userId, String csrf, String address, String userAgent) {
    tx.sql(
            """
            insert into sessions (id_hash, user_id, csrf_token, created_at, last_seen_at, address,
                                  user_agent)
            values (:hash, :user, :csrf, now(), now(), :address, :agent)
            """)
        .with("hash", idHash)
        .with("user", userId)
        .with("csrf", csrf)
        .with("address", address)
        .with("agent", userAgent)
        .update();
  }

  /** Notes when sessions were last seen; hashes in hexadecimal. */
  void seeSessions(Map<String, Instant> times) {
    see("update sessions set last_seen_at = greatest(last_seen_at, v.at)", "id_hash", times);
  }

  /** Notes when API keys were last used; hashes in hexadecimal. */
  void seeKeys(Map<String, Instant> times) {
    see("update api_keys set last_used_at = greatest(last_used_at, v.at)", "key_hash", times);
  }

  /** All in one statement, in one order on all nodes: two of them do not wait for each other. */
  private void see(String update, String hash, Map<String, Instant> times) {
    List<String> hashes = times.keySet().stream().sorted().toList();
    tx.sql(
            """
            with v as (
              select t.%2$s, v.at from unnest(:hashes::text[], :times::text[]::timestamptz[]) as v(hash, at)
              join %3$s t on t.%2$s = decode(v.hash, 'hex') order by 1 for update of t
            )
            %1$s from v where %3$s.%2$s = v.%2$s
            """
                .formatted(update, hash, update.split(" ", 3)[1]))
        .with("hashes", hashes)
        .with("times", hashes.stream().map(h -> times.get(h).toString()).toList())
        .updateUnnoticed();
  }

  void deleteSession(byte[] idHash) {
    tx.sql("delete from sessions where id_hash = :hash").with("hash", idHash).update();
  }

  /** Ends every session of a user but {@code kept}. */
  void deleteSessions(long userId, byte[] kept) {
    tx.sql("delete from sessions where user_id = :user and id_hash <> :kept")
        .with("user", userId)
        .with("kept", kept)
        .update();
  }

  /** By the database's clock: a node whose own is wrong ends no sessions of others. */
  void deleteSessionsOlderThan(Duration idle, Duration total) {
    tx.sql(
            """
            delete from sessions where last_seen_at < now() - make_interval(secs => :idle)
               or created_at < now() - make_interval(secs => :total)
            """)
        .with("idle", (double) idle.toSeconds())
        .with("total", (double) total.toSeconds())
        .update();
  }
}
