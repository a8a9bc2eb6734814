package io.plinth.platform.web;

/** A filter that is on: what it says, and the address without it. */
public record Chip(String label, Link without) {}
