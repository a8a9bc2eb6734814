package io.plinth.platform.security;

import java.util.List;

/**
 * Which roles.
 *
 * @param id up to 500 ids
 * @param search part of the name
 */
public record RoleFilter(List<Long> id, String search) {}
