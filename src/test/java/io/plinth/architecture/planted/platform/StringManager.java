package io.plinth.architecture.planted.platform;

/** Another one. */
public class StringManager {}
