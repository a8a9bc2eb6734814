package io.plinth.clients.importer;

import java.time.ZoneId;
import java.util.Objects;

/**
 * What holds where neither the file nor the mapping says otherwise.
 *
 * @param zone the zone of clock times and the one instants are shown in
 * @param rounding how durations are rounded
 * @param fallbackClient the client of rows that name none; null rejects such rows
 * @param currency ISO code of rates without one; may be null
 */
public record ImportDefaults(
    ZoneId zone, Rounding rounding, String fallbackClient, String currency) {

  public ImportDefaults {
    Objects.requireNonNull(zone, "zone");
    Objects.requireNonNull(rounding, "rounding");
  }
}
