package io.plinth.platform.security;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;

/**
 * A role as administrators see it.
 *
 * @param builtIn it came with Plinth, and stays as it is
 * @param permissions in alphabetical order
 * @param users how many people have it, active or not
 */
public record RoleView(
    Long id, Long version, String name, Boolean builtIn, List<String> permissions, Long users) {

  @JsonIgnore
  public NewRole toInput() {
    return new NewRole(name, permissions);
  }
}
