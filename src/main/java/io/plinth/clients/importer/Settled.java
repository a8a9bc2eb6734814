package io.plinth.clients.importer;

import java.time.ZoneId;

/**
 * What the first pass settled for all rows.
 *
 * @param datePattern stated by the user; null to read dates by {@code dates}
 * @param dates the order of day and month the file proves
 * @param decimal the decimal mark
 * @param hoursUnit what plain numbers in the hours column count
 */
record Settled(
    ZoneId zone,
    DatePattern datePattern,
    DateEvidences.Decision dates,
    char decimal,
    DurationUnit hoursUnit,
    Rounding rounding) {}
