package io.plinth.platform.oidc;

import java.util.List;

/**
 * Somebody as the provider knows them. Only issuer and subject together say who it is; all else is
 * what they are called today.
 *
 * @param email null where the provider does not say that it belongs to them
 * @param username what they like to be called; may be null, and may be anybody's
 * @param roles the values of the claim that roles are made from
 * @param idToken as it came, for signing out there
 */
public record OidcIdentity(
    String issuer,
    String subject,
    String email,
    String name,
    String username,
    List<String> roles,
    String idToken) {}
