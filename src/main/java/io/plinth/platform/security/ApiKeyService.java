package io.plinth.platform.security;

import io.plinth.platform.error.FieldError;
import io.plinth.platform.error.ProblemException;
import io.plinth.platform.error.ProblemType;
import io.plinth.platform.http.AddressBlocks;
import io.plinth.platform.paging.Page;
import io.plinth.platform.paging.PageRequest;
import io.plinth.platform.persistence.Transactional;
import io.plinth.platform.persistence.Versions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Everybody's own API keys; an administrator sees and ends those of others too. */
@ApplicationScoped
@Transactional
public class ApiKeyService {
  private ApiKeyRepository repository;
  private UserRepository users;
  private Access access;
  private Permissions permissions;

  protected ApiKeyService() {}

  @Inject
  public ApiKeyService(
      ApiKeyRepository repository, UserRepository users, Access access, Permissions permissions) {
    this.repository = repository;
    this.users = users;
    this.access = access;
    this.permissions = permissions;
  }

  @Transactional(readOnly = true)
  public Page<ApiKeyView> list(ApiKeyFilter filter, PageRequest page) {
    access.require("profile:read");
    return repository.list(filter, onlyOf(), page);
  }

  /** All keys of the filter, in order: for exports. */
  @Transactional(readOnly = true)
  public void forEach(ApiKeyFilter filter, PageRequest page, Consumer<ApiKeyView> consumer) {
    access.require("profile:read");
    repository.forEach(filter, onlyOf(), page, consumer);
  }

  /** What lists show of a key. */
  public Set<String> visibleFields() {
    return ApiKeyRepository.fieldNames();
  }

  @Transactional(readOnly = true)
  public ApiKeyView get(long id) {
    access.require("profile:read");
    return view(id);
  }

  /** Creates a key for the principal; the answer is the only one that shows it. */
  public ApiKeyView create(NewApiKey given) {
    access.require("profile:write");
    check(given, null);
    String key = "plinth_" + Secret.randomToken();
    ApiKey saved = repository.save(new ApiKey(users.get(access.userId()), key, given));
    return view(saved.id()).with(key);
  }

  public ApiKeyView replace(long id, NewApiKey given, Long expectedVersion) {
    access.require("profile:write");
    ApiKey key = own(id, expectedVersion);
    check(given, key.expiresAt());
    key.change(given);
    repository.flush();
    return view(id);
  }

  public void delete(long id, Long expectedVersion) {
    access.require("profile:write");
    repository.delete(own(id, expectedVersion));
  }

  private ApiKeyView view(long id) {
    return repository
        .findView(id, onlyOf())
        .orElseThrow(() -> ProblemException.notFound("API key", id));
  }

  /** The version is checked on what is changed: what was read before may be older. */
  private ApiKey own(long id, Long expectedVersion) {
    view(id);
    ApiKey key = repository.get(id);
    Versions.check(key.version(), expectedVersion);
    return key;
  }

  private Long onlyOf() {
    return access.can(Permissions.KEYS_OF_OTHERS) ? null : access.userId();
  }

  /** A key can never do more than the one who makes it, which may be a key itself. */
  private void check(NewApiKey given, Instant expiryBefore) {
    if (access.principal().limited()) {
      throw new ProblemException(
          ProblemType.FORBIDDEN,
          "A key that is limited in permissions, time or place can neither make nor change keys.");
    }
    List<FieldError> errors = new ArrayList<>();
    if (given.permissions() != null) {
      errors.addAll(permissions.errors(given.permissions()));
    }
    boolean past = given.expiresAt() != null && !given.expiresAt().isAfter(Instant.now());
    if (past && !given.expiresAt().equals(expiryBefore)) {
      errors.add(
          FieldError.field("expiresAt", "expiresAt must be in the future, or null for never."));
    }
    try {
      AddressBlocks.of(given.allowedAddresses());
    } catch (IllegalArgumentException e) {
      errors.add(
          FieldError.field(
              "allowedAddresses", "Use IP addresses or CIDR blocks such as 10.0.0.0/8."));
    }
    if (!errors.isEmpty()) {
      throw ProblemException.invalid(errors);
    }
  }
}
