package io.plinth.platform.security;

import java.util.List;

/**
 * Which users.
 *
 * @param id up to 500 ids
 * @param search part of the name or the e-mail address
 */
public record UserFilter(List<Long> id, String search, Boolean active, String role) {}
