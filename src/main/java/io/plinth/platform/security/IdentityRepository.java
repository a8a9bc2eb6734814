package io.plinth.platform.security;

import io.plinth.platform.oidc.OidcIdentity;
import io.plinth.platform.persistence.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;

/** The users that a provider's people are. */
@ApplicationScoped
public class IdentityRepository {
  private Transactions tx;

  protected IdentityRepository() {}

  @Inject
  public IdentityRepository(Transactions tx) {
    this.tx = tx;
  }

  /**
   * A user that somebody may be.
   *
   * @param linked known to be theirs; else it only has their e-mail address
   * @param taken whether somebody else of that provider is this user already
   * @param powerful whether the role makes users or roles
   */
  record Candidate(
      long id, boolean active, String role, boolean linked, boolean taken, boolean powerful) {}

  /** Notes that an answer was used; false: it had been before. */
  boolean use(byte[] attemptHash) {
    return tx.sql(
                """
                with swept as (
                  delete from used_sign_ins where used_at < now() - interval '1 day')
                insert into used_sign_ins (attempt_hash) values (:hash) on conflict do nothing
                """)
            .with("hash", attemptHash)
            .update()
        == 1;
  }

  /** Who it is, and else who has the address. */
  Optional<Candidate> find(OidcIdentity identity) {
    return tx.sql(
            """
            select u.id, u.active, r.name as role, u.linked,
                   exists (select 1 from user_identities i
                           where i.user_id = u.id and i.issuer = :issuer) as taken,
                   exists (select 1 from role_permissions p where p.role_id = r.id
                           and p.permission in ('*:*', 'users:write', 'roles:write'))
                     as powerful
            from (
              select u.id, u.active, u.role_id, true as linked
              from user_identities i join users u on u.id = i.user_id
              where i.issuer = :issuer and i.subject = :subject
              union all
              select id, active, role_id, false
              from users where lower(email) = lower(cast(:email as text))
            ) u join roles r on r.id = u.role_id
            order by u.linked desc limit 1
            """)
        .with("issuer", identity.issuer())
        .with("subject", identity.subject())
        .with("email", identity.email())
        .find(Candidate.class);
  }

  void link(OidcIdentity identity, long userId) {
    tx.sql(
            """
            insert into user_identities (issuer, subject, user_id)
            values (:issuer, :subject, :user)
            """)
        .with("issuer", identity.issuer())
        .with("subject", identity.subject())
        .with("user", userId)
        .update();
  }

  /** Makes a user; their preferred name is left out where somebody has it. Empty: no such role. */
  Optional<Long> create(OidcIdentity identity, String name, String role) {
    return tx.sql(
            """
            insert into users (username, email, display_name, role_id)
            select case when not exists (
                     select 1 from users
                     where lower(username) = lower(cast(:username as text))
                        or lower(email) = lower(cast(:username as text)))
                   then cast(:username as text) end,
                   cast(:email as text), cast(:name as text), r.id
            from roles r where r.name = :role
            returning id
            """)
        .with("username", identity.username())
        .with("email", identity.email())
        .with("name", name)
        .with("role", role)
        .find(row -> row.getLong(1));
  }

  /** What a session began with; the token sealed. */
  void began(byte[] sessionHash, OidcIdentity identity, String idToken) {
    tx.sql("update sessions set issuer = :issuer, sealed_id_token = :token where id_hash = :hash")
        .with("issuer", identity.issuer())
        .with("token", idToken)
        .with("hash", sessionHash)
        .update();
  }

  /** The sealed token of a session; blank where none was kept, empty without a provider. */
  Optional<String> findToken(byte[] sessionHash) {
    return tx.sql(
            """
            select coalesce(sealed_id_token, '') as token from sessions
            where id_hash = :hash and issuer is not null
            """)
        .with("hash", sessionHash)
        .find(row -> row.getString(1));
  }

  /** Which of these are no roles. */
  List<String> listUnknownRoles(List<String> names) {
    return tx.sql(
            """
            select given.name from unnest(cast(:names as text[])) as given (name)
            where not exists (select 1 from roles r where r.name = given.name)
            """)
        .with("names", names)
        .list(row -> row.getString(1));
  }
}
