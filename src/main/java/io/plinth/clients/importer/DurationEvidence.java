package io.plinth.clients.importer;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;

/**
 * Settles what the numbers of a column called just "Duration" count: Kimai 1 writes seconds, Kimai
 * 2 decimal hours, others minutes. Where start and end are given, each row votes for the unit that
 * comes nearest to the time between them; else a fraction means hours, and over 24 in Kimai
 * seconds.
 */
final class DurationEvidence {

  private final Map<DurationUnit, Long> votes = new EnumMap<>(DurationUnit.class);
  private long line;
  private String value;
  private boolean fraction;
  private boolean over24;

  /** Takes in a plain number; {@code elapsed} is in seconds, 0 or less when unknown. */
  void add(String number, int elapsed, long atLine) {
    double amount = amount(number);
    if (number.indexOf(':') >= 0 || !(amount > 0)) {
      return;
    }
    if (value == null) {
      line = atLine;
      value = number;
    }
    fraction |= amount != Math.rint(amount);
    over24 |= amount > 24;
    if (elapsed > 0) {
      votes.merge(nearest(amount, elapsed), 1L, Long::sum);
    }
  }

  /** Good enough to compare magnitudes: either mark counts as decimal. */
  private static double amount(String number) {
    try {
      return Double.parseDouble(number.replace(',', '.'));
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  private static DurationUnit nearest(double amount, int elapsed) {
    DurationUnit best = DurationUnit.SECONDS;
    double distance = Double.MAX_VALUE;
    for (DurationUnit unit : DurationUnit.values()) {
      // On a scale of ratios, so that 2 minutes and 2 hours are equally far from what they are not.
      double d = Math.abs(Math.log(amount * unit.seconds() / elapsed));
      if (d < distance) {
        distance = d;
        best = unit;
      }
    }
    return best;
  }

  /** The unit; {@code stated} says that the mapping calls this very column hours. */
  DurationUnit decide(SourceFormat format, String column, boolean stated) {
    DurationUnit voted = voted();
    if (voted != null) {
      return voted;
    }
    if (stated || value == null || (fraction && !over24)) {
      return DurationUnit.HOURS;
    }
    if (format == SourceFormat.KIMAI) {
      if (fraction) {
        return DurationUnit.HOURS;
      }
      if (over24) {
        return DurationUnit.SECONDS;
      }
    }
    throw ImportRejected.of(
        line,
        column,
        value,
        "Nothing in the file says what the numbers in this column count. Name it in the mapping as"
            + " \"hours\" or \"minutes\".");
  }

  private DurationUnit voted() {
    return votes.entrySet().stream()
        .max(Comparator.comparingLong(Map.Entry::getValue))
        .map(Map.Entry::getKey)
        .orElse(null);
  }
}
