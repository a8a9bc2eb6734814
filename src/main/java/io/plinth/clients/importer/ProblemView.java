package io.plinth.clients.importer;

/** A problem of an import, in the order of the file. */
public record ProblemView(Long id, long line, String column, String value, String detail) {}
