package io.plinth.platform.security;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;

/**
 * What an API key is made of.
 *
 * @param permissions null: everything its user may do; otherwise a subset of that
 * @param allowedAddresses null: from anywhere; otherwise addresses or CIDR blocks
 * @param expiresAt null: never
 */
@JsonIgnoreProperties({"id", "version", "createdAt", "userId", "prefix", "lastUsedAt"})
public record NewApiKey(
    @NotBlank @Size(max = 100) String name,
    @Size(max = 100) List<@Pattern(regexp = Permissions.FORM) String> permissions,
    @Size(max = 100) List<@Size(max = 50) String> allowedAddresses,
    Instant expiresAt) {}
