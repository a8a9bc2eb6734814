package io.plinth.platform.web;

/**
 * Model of {@code platform/password}: the fields {@code current}, {@code password}, {@code again}.
 *
 * @param username for password managers
 * @param forced whether nothing else may be done before
 * @param minimumLength the shortest password that is taken
 */
public record PasswordScreen(
    String username, boolean forced, int minimumLength, FormErrors errors) {}
