package io.plinth.platform.security;

import io.plinth.platform.error.ProblemException;
import io.plinth.platform.paging.Listing;
import io.plinth.platform.paging.Page;
import io.plinth.platform.paging.PageRequest;
import io.plinth.platform.paging.PageTokens;
import io.plinth.platform.paging.Where;
import io.plinth.platform.persistence.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Users. */
@ApplicationScoped
public class UserRepository {
  private static final Listing<UserView> LISTING =
      Listing.of(UserView.class, "users u join roles r on r.id = u.role_id", "u.id", "name")
          .field("id", "u.id")
          .field("version", "u.version")
          .field("username", "u.username")
          .field("email", "u.email")
          .field("displayName", "u.display_name")
          .field("role", "r.name")
          .field("hourlyRate", "u.hourly_rate")
          .field("active", "u.active")
          .field("canSignIn", "u.password_hash is not null and u.active")
          .field("createdAt", "u.created_at")
          .sort("name", "lower(u.display_name)", "text")
          .sort("createdAt", "u.created_at", "timestamptz");
  private static final Listing<PersonView> PEOPLE =
      Listing.of(PersonView.class, "users u", "u.id", "name")
          .field("id", "u.id")
          .field("name", "u.display_name")
          .field("active", "u.active")
          .sort("name", "lower(u.display_name)", "text");
  private Transactions tx;
  private PageTokens tokens;

  protected UserRepository() {}

  @Inject
  public UserRepository(Transactions tx, PageTokens tokens) {
    this.tx = tx;
    this.tokens = tokens;
  }

  Page<UserView> list(UserFilter filter, PageRequest page) {
    return LISTING.page(tx, tokens, where(filter), page);
  }

  void forEach(UserFilter filter, PageRequest page, Consumer<UserView> consumer) {
    LISTING.forEach(tx, where(filter), page, consumer);
  }

  static Set<String> fieldNames() {
    return LISTING.fieldNames();
  }

  private static Where where(UserFilter filter) {
    return new Where()
        .and("u.id = any(:ids)", "ids", filter.id())
        .and(
            "(u.display_name ilike '%' || :search || '%' or u.email ilike '%' || :search || '%')",
            "search", Where.literal(filter.search()))
        .and("u.active = :active", "active", filter.active())
        .and("r.name = :role", "role", filter.role());
  }

  Page<PersonView> listPeople(PersonFilter filter, PageRequest page) {
    return PEOPLE.page(tx, tokens, where(filter), page);
  }

  void forEachPerson(PersonFilter filter, PageRequest page, Consumer<PersonView> consumer) {
    PEOPLE.forEach(tx, where(filter), page, consumer);
  }

  static Set<String> fieldNamesOfPeople() {
    return PEOPLE.fieldNames();
  }

  private static Where where(PersonFilter filter) {
    return new Where()
        .and("u.id = any(:ids)", "ids", filter.id())
        .and("u.display_name ilike '%' || :search || '%'", "search", Where.literal(filter.search()))
        .and("u.active = :active", "active", filter.active());
  }

  Optional<UserView> findView(long id) {
    return list(new UserFilter(List.of(id), null, null, null), PageRequest.first(1))
        .items()
        .stream()
        .findFirst();
  }

  public Optional<User> find(long id) {
    return Optional.ofNullable(tx.em().find(User.class, id));
  }

  Optional<User> findByUsername(String username) {
    return tx.em()
        .createQuery("select u from User u where lower(u.username) = lower(:name)", User.class)
        .setParameter("name", username)
        .getResultStream()
        .findFirst();
  }

  User get(long id) {
    return find(id).orElseThrow(() -> ProblemException.notFound("user", id));
  }

  User save(User user) {
    tx.em().persist(user);
    return user;
  }

  void flush() {
    tx.em().flush();
  }

  void delete(User user) {
    tx.em().remove(user);
    tx.em().flush();
  }

  /** A key that goes with its user. */
  record Held(long id, String name) {}

  List<Held> listKeys(long id) {
    return tx.sql("select id, name from api_keys where user_id = :id order by id")
        .with("id", id)
        .list(Held.class);
  }

  long count() {
    return tx.sql("select count(*) from users").number();
  }

  /** Active users with the administrator's role and a password, other than {@code but}. */
  long countOtherAdministrators(long but) {
    return tx.sql(
            """
            select count(*) from users
            where role_id = :role and active and password_hash is not null and id <> :but
            """)
        .with("role", Role.ADMINISTRATOR)
        .with("but", but)
        .number();
  }

  /** Which of {@code username} and {@code email} another user has already. */
  Optional<String> findTaken(String username, String email, long but) {
    return tx.sql(
            """
            select case when lower(:username) in (lower(username), lower(email)) then 'username'
                        else 'email' end
            from users
            where (lower(username) in (lower(:username), lower(:email))
                   or lower(email) in (lower(:username), lower(:email))) and id <> :but
            limit 1
            """)
        .with("username", username == null ? "" : username)
        .with("email", email == null ? "" : email)
        .with("but", but)
        .find(row -> row.getString(1));
  }
}
