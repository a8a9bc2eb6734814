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
import io.plinth.platform.web.FormErrors;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The people of the firm and their passwords. Hashing one takes long on purpose: it is done before
 * a transaction begins, so that no connection waits for it.
 */
@ApplicationScoped
public class UserService {
  public static final int SHORTEST_PASSWORD = 8;
  private static final int LONGEST_PASSWORD = 200;
  private UserRepository repository;
  private RoleRepository roles;
  private Permissions permissions;
  private Authentication authentication;
  private Passwords passwords;
  private Access access;
  private Transactions tx;
  private Event<UserChanged> changed;
  private Audit audit;

  protected UserService() {}

  @Inject
  public UserService(
      UserRepository repository,
      RoleRepository roles,
      Permissions permissions,
      Authentication authentication,
      Passwords passwords,
      Access access,
      Transactions tx,
      Event<UserChanged> changed,
      Audit audit) {
    this.repository = repository;
    this.roles = roles;
    this.permissions = permissions;
    this.authentication = authentication;
    this.passwords = passwords;
    this.access = access;
    this.tx = tx;
    this.changed = changed;
    this.audit = audit;
  }

  @Transactional(readOnly = true)
  public Page<UserView> list(UserFilter filter, PageRequest page) {
    access.require("users:read");
    return repository.list(filter, page);
  }

  /** All users of the filter, in order: for exports. */
  @Transactional(readOnly = true)
  public void forEach(UserFilter filter, PageRequest page, Consumer<UserView> consumer) {
    access.require("users:read");
    repository.forEach(filter, page, consumer);
  }

  /** The fields of a user. */
  public Set<String> visibleFields() {
    return UserRepository.fieldNames();
  }

  @Transactional(readOnly = true)
  public UserView get(long id) {
    access.require("users:read");
    return repository.findView(id).orElseThrow(() -> ProblemException.notFound("user", id));
  }

  /** The signed-in person. */
  @Transactional(readOnly = true)
  public UserView me() {
    access.require("profile:read");
    return repository.findView(access.userId()).orElseThrow();
  }

  public UserView create(NewUser given) {
    access.require("users:write");
    String hash = hash(given);
    return tx.write(
        () -> {
          User user = new User(given, checked(given, 0));
          if (hash != null) {
            user.changePassword(hash, false);
          }
          repository.save(user);
          return saved(user, null);
        });
  }

  private String hash(NewUser given) {
    return given.password() == null ? null : passwords.hash(given.password());
  }

  /** Replaces everything but a password that is not given. */
  public UserView replace(long id, NewUser given, Long expectedVersion) {
    access.require("users:write");
    String hash = hash(given);
    return tx.write(() -> replace(id, given, hash, expectedVersion));
  }

  private UserView replace(long id, NewUser given, String hash, Long expectedVersion) {
    User user = repository.get(id);
    Versions.check(user.version(), expectedVersion);
    refuseIfMorePowerful(user);
    Role role = checked(given, id);
    boolean administrator = role.id() == Role.ADMINISTRATOR && given.isActive();
    if (user.role().id() == Role.ADMINISTRATOR && !administrator) {
      refuseIfLastAdministrator(id);
    }
    BigDecimal rateBefore = user.hourlyRate();
    user.change(given, role);
    if (hash != null) {
      user.changePassword(hash, false);
      authentication.closeOthers(id, "");
    }
    return saved(user, Objects.equals(rateBefore, given.hourlyRate()) ? null : id);
  }

  private UserView saved(User user, Long rateChangedFor) {
    repository.flush();
    if (rateChangedFor != null) {
      changed.fire(new UserChanged(rateChangedFor));
    }
    return repository.findView(user.id()).orElseThrow();
  }

  @Transactional
  public void delete(long id, Long expectedVersion) {
    access.require("users:write");
    User user = repository.get(id);
    Versions.check(user.version(), expectedVersion);
    refuseIfMorePowerful(user);
    if (id == access.userId()) {
      throw ProblemException.conflict("Nobody can delete themselves.");
    }
    if (user.role().id() == Role.ADMINISTRATOR) {
      refuseIfLastAdministrator(id);
    }
    repository.listKeys(id).forEach(k -> audit.changed("api-keys", k.id(), k, null));
    repository.delete(user);
  }

  /** Whoever sets somebody's password or address may soon what they may. */
  private void refuseIfMorePowerful(User user) {
    if (!permissions.cover(user.role())) {
      throw new ProblemException(
          ProblemType.FORBIDDEN, "This person may more than you: you cannot change them.");
    }
  }

  /** Under a lock: two administrators who demote each other at once must not both succeed. */
  private void refuseIfLastAdministrator(long id) {
    tx.lock("administrators");
    if (repository.countOtherAdministrators(id) == 0) {
      throw ProblemException.conflict("The last administrator who can sign in must stay one.");
    }
  }

  /** The role that is named; all that is wrong is told at once, names that are taken included. */
  private Role checked(NewUser given, long but) {
    Optional<Role> role = roles.find(given.role());
    List<FieldError> errors = new ArrayList<>();
    if (role.isEmpty()) {
      String legal = String.join(", ", roles.listNames());
      errors.add(FieldError.field("role", "role must be one of " + legal + "."));
    } else if (!permissions.cover(role.get())) {
      errors.add(FieldError.field("role", "This role may more than you: you cannot give it."));
    }
    errors.addAll(given.errors());
    boolean taken = errors.isEmpty();
    repository
        .findTaken(given.username(), given.email(), but)
        .ifPresent(f -> errors.add(FieldError.field(f, "Another user has this " + f + ".")));
    if (taken && !errors.isEmpty()) {
      throw new ProblemException(ProblemType.CONFLICT, errors.get(0).detail(), errors);
    }
    if (!errors.isEmpty()) {
      throw ProblemException.invalid(errors);
    }
    return role.orElseThrow();
  }

  /** The signed-in person's name to sign in with. */
  @Transactional(readOnly = true)
  public String username() {
    access.require("profile:read");
    return repository.get(access.userId()).username();
  }

  /** What is wrong with the request to change one's password; nothing: it has been changed. */
  public FormErrors changeOwnPassword(String current, String password, String again) {
    access.require("profile:write");
    long id = access.userId();
    String present = tx.read(() -> repository.get(id).passwordHash());
    FormErrors errors = newPasswordErrors(current, password, again);
    if (!passwords.matches(current == null ? "" : current, present)) {
      errors = errors.and("current", "This is not your present password.");
    }
    if (errors.isEmpty()) {
      String hash = passwords.hash(password);
      tx.write(
          () -> {
            repository.get(id).changePassword(hash, false);
            return null;
          });
    }
    return errors;
  }

  private static FormErrors newPasswordErrors(String current, String password, String again) {
    FormErrors errors = FormErrors.NONE;
    if (password == null || password.length() < SHORTEST_PASSWORD) {
      return errors.and("password", "Use at least " + SHORTEST_PASSWORD + " characters.");
    }
    if (password.length() > LONGEST_PASSWORD) {
      return errors.and("password", "Use at most " + LONGEST_PASSWORD + " characters.");
    }
    if (password.equals(current)) {
      return errors.and("password", "Choose another one than the present password.");
    }
    return password.equals(again) ? errors : errors.and("again", "The two new passwords differ.");
  }
}
