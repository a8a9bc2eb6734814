package io.plinth.clients.importer;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalTime;

/**
 * One entry as the file states it, checked and cleaned. Text is trimmed; what the file leaves empty
 * is null.
 *
 * @param line physical line on which the record starts, the header being on line 1
 * @param client never null: the fallback client where the file names none
 * @param userEmail lower case
 * @param date the day the entry started on, in the file's zone; never null
 * @param start clock time in the file's zone; may be null
 * @param end clock time in the file's zone, of the next day when before {@code start}; may be null
 * @param seconds duration after rounding: over 0 and at most 86,400
 * @param billable true where the file does not say
 * @param rate per hour, 0 or more; null when unset
 * @param currency ISO 4217 code; null only when nothing names one
 * @param sourceSystem names the kind of file; with {@code sourceId} it identifies the entry
 * @param sourceId the same whenever the same row is read again
 */
public record ImportRow(
    long line,
    String client,
    String service,
    String userName,
    String userEmail,
    String task,
    String description,
    String tags,
    LocalDate date,
    LocalTime start,
    LocalTime end,
    int seconds,
    boolean billable,
    BigDecimal rate,
    String currency,
    String sourceSystem,
    String sourceId) {}
