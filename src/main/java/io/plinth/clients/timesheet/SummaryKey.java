package io.plinth.clients.timesheet;

/** What hours can be grouped by. */
public enum SummaryKey {
  CLIENT,
  SERVICE,
  USER,
  TASK,
  DAY,
  WEEK,
  MONTH,
  BILLABLE
}
