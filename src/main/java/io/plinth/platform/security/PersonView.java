package io.plinth.platform.security;

/** A person as colleagues see them: whoever can be chosen as an owner or an author of hours. */
public record PersonView(Long id, String name, Boolean active) {}
