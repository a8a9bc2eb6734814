package io.plinth.clients.client;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;

/** When the next call with a prospect is due; the same three that the dashboard counts. */
public enum FollowUp {
  OVERDUE,
  TODAY,
  /** After today, to Sunday. */
  THIS_WEEK;

  /** The first day; null: any before {@link #before}. */
  LocalDate from(LocalDate today) {
    return switch (this) {
      case OVERDUE -> null;
      case TODAY -> today;
      case THIS_WEEK -> today.plusDays(1);
    };
  }

  /** The day after the last. */
  LocalDate before(LocalDate today) {
    return switch (this) {
      case OVERDUE -> today;
      case TODAY -> today.plusDays(1);
      case THIS_WEEK -> today.with(TemporalAdjusters.next(DayOfWeek.MONDAY));
    };
  }
}
