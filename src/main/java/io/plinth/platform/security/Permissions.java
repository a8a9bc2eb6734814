package io.plinth.platform.security;

import io.plinth.platform.error.FieldError;
import io.plinth.platform.http.Route;
import io.plinth.platform.http.Routes;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** The permissions there are, and which of them the principal can pass on: those they have. */
@ApplicationScoped
public class Permissions {
  static final String FORM = "[a-z-]+:[a-z-]+|\\*:\\*";

  /** Whoever has it sees and ends the API keys of others. */
  static final String KEYS_OF_OTHERS = "api-keys:all";

  private RoleRepository roles;
  private Routes routes;
  private Access access;
  private volatile Set<String> legal;

  protected Permissions() {}

  @Inject
  public Permissions(RoleRepository roles, Routes routes, Access access) {
    this.roles = roles;
    this.routes = routes;
    this.access = access;
  }

  /**
   * What is wrong with permissions that are to be granted. A misspelt one would silently grant less
   * than was meant, and one that the principal lacks more than they may.
   */
  List<FieldError> errors(List<String> given) {
    Set<String> known = legal();
    List<FieldError> errors = new ArrayList<>();
    for (int i = 0; i < given.size(); i++) {
      String permission = given.get(i);
      String field = "permissions/" + i;
      if (!known.contains(permission)) {
        errors.add(
            FieldError.field(
                field,
                "There is no permission \"%s\". Legal: %s."
                    .formatted(permission, String.join(", ", known))));
      } else if (!access.can(permission)) {
        errors.add(FieldError.field(field, "You do not have this permission."));
      }
    }
    return errors;
  }

  /** Whether the principal may everything that {@code role} grants. */
  boolean cover(Role role) {
    return role.permissions().stream().allMatch(access::can);
  }

  /** What routes ask for and built-in roles grant: nothing that changes while Plinth runs. */
  private Set<String> legal() {
    if (legal == null) {
      Set<String> known = new TreeSet<>(roles.listGrantedByBuiltIn());
      routes.all().stream().map(Route::permission).filter(Objects::nonNull).forEach(known::add);
      known.add(KEYS_OF_OTHERS);
      legal = known;
    }
    return legal;
  }
}
