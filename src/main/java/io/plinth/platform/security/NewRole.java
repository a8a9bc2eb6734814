package io.plinth.platform.security;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;

/**
 * What a role is made of. What only Plinth sets is accepted and ignored, so that what was read can
 * be sent back.
 *
 * @param permissions each {@code resource:action}
 */
@JsonIgnoreProperties({"id", "version", "builtIn", "users"})
public record NewRole(
    @NotBlank @Size(max = 100) String name,
    @NotNull @Size(max = 200)
        List<@NotNull @Pattern(regexp = Permissions.FORM) String> permissions) {}
