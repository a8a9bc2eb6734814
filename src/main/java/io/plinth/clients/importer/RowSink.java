package io.plinth.clients.importer;

/** Receives a file's rows in file order: for each record exactly one of the two calls. */
public interface RowSink {

  /** A row that can be stored. */
  void row(ImportRow row);

  /** A row that is rejected, and the first reason why. */
  void problem(ImportProblem problem);

  /** Asked before each record; false ends the reading. */
  default boolean wantsMore() {
    return true;
  }
}
