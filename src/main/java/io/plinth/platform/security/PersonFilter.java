package io.plinth.platform.security;

import java.util.List;

/**
 * Which people.
 *
 * @param id up to 500 ids
 * @param search part of the name
 */
public record PersonFilter(List<Long> id, String search, Boolean active) {}
