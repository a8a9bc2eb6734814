package io.plinth.platform.security;

import io.plinth.platform.audit.Audit;
import io.plinth.platform.error.FieldError;
import io.plinth.platform.error.ProblemException;
import io.plinth.platform.error.ProblemType;
import io.plinth.platform.paging.Page;
import io.plinth.platform.paging.PageRequest;
import io.plinth.platform.persistence.Transactional;
import io.plinth.platform.persistence.Transactions;
import io.plinth.platform.persistence.Versions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * The roles of the firm. The built-in ones stay as they are: guides and upgrades rely on what they
 * mean. Nobody makes, changes or deletes a role that may more than they do themselves.
 */
@ApplicationScoped
@Transactional
public class RoleService {
  private RoleRepository repository;
  private Permissions permissions;
  private Access access;
  private Transactions tx;
  private Audit audit;

  protected RoleService() {}

  @Inject
  public RoleService(
      RoleRepository repository,
      Permissions permissions,
      Access access,
      Transactions tx,
      Audit audit) {
    this.repository = repository;
    this.permissions = permissions;
    this.access = access;
    this.tx = tx;
    this.audit = audit;
  }

  @Transactional(readOnly = true)
  public Page<RoleView> list(RoleFilter filter, PageRequest page) {
    access.require("roles:read");
    return repository.list(filter, page);
  }

  /** All roles of the filter, in order: for exports. */
  @Transactional(readOnly = true)
  public void forEach(RoleFilter filter, PageRequest page, Consumer<RoleView> consumer) {
    access.require("roles:read");
    repository.forEach(filter, page, consumer);
  }

  /** The fields of a role. */
  public Set<String> visibleFields() {
    return RoleRepository.fieldNames();
  }

  @Transactional(readOnly = true)
  public RoleView get(long id) {
    access.require("roles:read");
    return view(id);
  }

  public RoleView create(NewRole given) {
    access.require("roles:write");
    check(given, 0);
    Role role = new Role(given);
    repository.save(role);
    return saved(role, Set.of());
  }

  public RoleView replace(long id, NewRole given, Long expectedVersion) {
    access.require("roles:write");
    Role role = changeable(id, expectedVersion);
    check(given, id);
    Set<String> before = role.permissions();
    role.change(given);
    repository.flush();
    return saved(role, before);
  }

  public void delete(long id, Long expectedVersion) {
    access.require("roles:write");
    Role role = changeable(id, expectedVersion);
    long users = repository.countUsers(id);
    if (users > 0) {
      throw ProblemException.conflict(
          "This role is still that of %,d %s. Give them another one first."
              .formatted(users, users == 1 ? "person" : "people"));
    }
    tellPermissions(id, role.permissions(), Set.of());
    repository.delete(role);
  }

  private Role changeable(long id, Long expectedVersion) {
    Role role = repository.get(id);
    Versions.check(role.version(), expectedVersion);
    if (role.builtIn()) {
      throw ProblemException.conflict(
          role.name() + " is built in and stays as it is. Make a role of your own instead.");
    }
    if (!permissions.cover(role)) {
      throw new ProblemException(
          ProblemType.FORBIDDEN, "This role may more than you: you cannot change it.");
    }
    return role;
  }

  /** Under a lock: two roles made at once must not be called the same. */
  private void check(NewRole given, long but) {
    List<FieldError> errors = permissions.errors(given.permissions());
    if (!errors.isEmpty()) {
      throw ProblemException.invalid(errors);
    }
    tx.lock("roles");
    if (repository.isTaken(given.name(), but)) {
      String detail = "Another role has this name.";
      throw new ProblemException(
          ProblemType.CONFLICT, detail, List.of(FieldError.field("name", detail)));
    }
  }

  private RoleView saved(Role role, Set<String> before) {
    tellPermissions(role.id(), before, role.permissions());
    return view(role.id());
  }

  /** Collections of an entity are not seen where its other fields are. */
  private void tellPermissions(long id, Set<String> before, Set<String> after) {
    audit.changed("roles", id, granted(before), granted(after));
  }

  private static Map<String, Set<String>> granted(Set<String> permissions) {
    return Map.of("permissions", new TreeSet<>(permissions));
  }

  private RoleView view(long id) {
    return repository.findView(id).orElseThrow(() -> ProblemException.notFound("role", id));
  }
}
