package io.plinth.clients.dashboard;

import io.plinth.clients.client.ClientStatus;
import io.plinth.clients.client.EntityType;
import io.plinth.platform.error.ProblemException;
import java.time.LocalDate;
import java.util.List;

/**
 * The dashboard's filters as they stand in the page's address.
 *
 * @param period a {@link PeriodPreset}, or "custom" for {@code from} and {@code to}; with those two
 *     alone it is custom too
 * @param panels "all": render every panel at once
 */
public record DashboardQuery(
    String period,
    LocalDate from,
    LocalDate to,
    Long ownerId,
    ClientStatus status,
    EntityType entityType,
    String currency,
    String panels) {

  boolean isAtOnce() {
    return "all".equals(panels);
  }

  /** The period's name, with the default filled in. */
  String periodKey() {
    if (period != null) {
      return period;
    }
    return from == null && to == null ? PeriodPreset.THIS_YEAR.key() : PeriodPreset.CUSTOM;
  }

  DashboardFilter filter(LocalDate today) {
    String key = periodKey();
    LocalDate first = from;
    LocalDate past = to;
    if (!key.equals(PeriodPreset.CUSTOM)) {
      DashboardView.Period preset =
          PeriodPreset.of(key)
              .orElseThrow(
                  () ->
                      ProblemException.invalidParameter(
                          "period", "\"" + key + "\" is not a period."))
              .around(today);
      first = preset.from();
      past = preset.to();
    }
    return new DashboardFilter(
        first,
        past,
        ownerId,
        status == null ? List.of() : List.of(status),
        entityType == null ? List.of() : List.of(entityType),
        currency);
  }
}
