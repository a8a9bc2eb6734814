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

/** Roles and what they grant. */
@ApplicationScoped
public class RoleRepository {
  private static final Listing<RoleView> LISTING =
      Listing.of(RoleView.class, "roles r", "r.id", "name")
          .field("id", "r.id")
          .field("version", "r.version")
          .field("name", "r.name")
          .field("builtIn", "r.built_in")
          .field(
              "permissions",
              "array(select p.permission from role_permissions p where p.role_id = r.id order by 1)")
          .field("users", "(select count(*) from users u where u.role_id = r.id)")
          .sort("name", "lower(r.name)", "text");
  private Transactions tx;
  private PageTokens tokens;

  protected RoleRepository() {}

  @Inject
  public RoleRepository(Transactions tx, PageTokens tokens) {
    this.tx = tx;
    this.tokens = tokens;
  }

  static Set<String> fieldNames() {
    return LISTING.fieldNames();
  }

  Page<RoleView> list(RoleFilter filter, PageRequest page) {
    return LISTING.page(tx, tokens, where(filter), page);
  }

  void forEach(RoleFilter filter, PageRequest page, Consumer<RoleView> consumer) {
    LISTING.forEach(tx, where(filter), page, consumer);
  }

  private static Where where(RoleFilter filter) {
    return new Where()
        .and("r.id = any(:ids)", "ids", filter.id())
        .and("r.name ilike '%' || :search || '%'", "search", Where.literal(filter.search()));
  }

  Optional<RoleView> findView(long id) {
    RoleFilter filter = new RoleFilter(List.of(id), null);
    return list(filter, PageRequest.first(1)).items().stream().findFirst();
  }

  Role get(long id) {
    return Optional.ofNullable(tx.em().find(Role.class, id))
        .orElseThrow(() -> ProblemException.notFound("role", id));
  }

  Optional<Role> find(String name) {
    return tx.em()
        .createQuery("select r from Role r where r.name = :name", Role.class)
        .setParameter("name", name)
        .getResultStream()
        .findFirst();
  }

  List<String> listNames() {
    return tx.em()
        .createQuery("select r.name from Role r order by r.id", String.class)
        .getResultList();
  }

  /** Whether another role is called so, in small letters or large. */
  boolean isTaken(String name, long but) {
    return tx.sql("select count(*) from roles where lower(name) = lower(:name) and id <> :but")
            .with("name", name)
            .with("but", but)
            .number()
        > 0;
  }

  long countUsers(long id) {
    return tx.sql("select count(*) from users where role_id = :id").with("id", id).number();
  }

  List<String> listGrantedByBuiltIn() {
    return tx.sql(
            """
            select distinct p.permission from role_permissions p join roles r on r.id = p.role_id
            where r.built_in order by 1
            """)
        .list(row -> row.getString(1));
  }

  void save(Role role) {
    tx.em().persist(role);
    tx.em().flush();
  }

  void flush() {
    tx.em().flush();
  }

  void delete(Role role) {
    tx.em().remove(role);
    tx.em().flush();
  }
}
