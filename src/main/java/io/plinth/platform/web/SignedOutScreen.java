package io.plinth.platform.web;

/**
 * Model of {@code platform/signed-out}.
 *
 * @param provider whom one is still signed in with
 * @param url where to sign out there, too
 */
public record SignedOutScreen(String provider, String url) {}
