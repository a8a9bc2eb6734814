package io.plinth.clients.importer;

/** Where a timesheet file comes from, told by its header; the JSON value is the name. */
public enum SourceFormat {
  /** Toggl Track, detailed report. */
  TOGGL("Toggl Track detailed"),
  /** Clockify, detailed report. */
  CLOCKIFY("Clockify detailed"),
  /** Harvest, time report. */
  HARVEST("Harvest time report"),
  /** Kimai 1 and 2, timesheet export. */
  KIMAI("Kimai timesheet"),
  /** Solidtime and anything else whose columns have plain names. */
  GENERIC("generic (client, project, user, start, end, …)"),
  /** A header nobody knows, its columns named by the mapping sent with the file. */
  MAPPED("free mapping");

  private final String label;

  SourceFormat(String label) {
    this.label = label;
  }

  /** The format's name for people, in English. */
  public String label() {
    return label;
  }
}
