/**
 * The firm's own sign-in: OpenID Connect, authorization code flow with PKCE. Here is what is spoken
 * with the provider and what of it is believed; who that is among the users, and what they may do,
 * is decided in {@code security}. Nothing is kept between the way out and the way back but a
 * cookie.
 */
package io.plinth.platform.oidc;
