package io.plinth.testing;

/**
 * A user that a test made.
 *
 * @param key an API key that may do all that its user may
 * @param api this person, by that key
 */
public record Person(long id, String username, String password, String key, Api api) {}
