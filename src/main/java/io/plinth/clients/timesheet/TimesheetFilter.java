package io.plinth.clients.timesheet;

import java.time.LocalDate;
import java.util.List;

/**
 * Which entries.
 *
 * @param from first day
 * @param to the day after the last
 * @param search part of description or task
 */
public record TimesheetFilter(
    List<Long> id,
    LocalDate from,
    LocalDate to,
    Long clientId,
    Long serviceId,
    Long userId,
    Boolean billable,
    List<EntryStatus> status,
    String search,
    Long importId) {

  public static TimesheetFilter client(long clientId) {
    return new TimesheetFilter(
        List.of(), null, null, clientId, null, null, null, List.of(), null, null);
  }
}
