package io.plinth.architecture.planted.platform;

/** A name that says nothing. */
public class StringUtils {}
