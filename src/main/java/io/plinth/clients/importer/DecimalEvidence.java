package io.plinth.clients.importer;

import java.util.List;

/**
 * Collects over the whole file whether it writes 1.5 or 1,5. A number proves its decimal mark when
 * it has both marks ({@code 2.000,0}), groups that are not of three digits ({@code 0,01}), or
 * nothing before the mark but zero. {@code 1,234} alone proves nothing and is asked about.
 */
final class DecimalEvidence {

  private Sighting point;
  private Sighting comma;
  private Sighting open;

  private record Sighting(long line, String column, String value) {
    ImportProblem problem(String detail) {
      return new ImportProblem(line, column, value, detail);
    }
  }

  void add(String value, long line, String column) {
    int lastPoint = value.lastIndexOf('.');
    int lastComma = value.lastIndexOf(',');
    if (lastPoint < 0 && lastComma < 0) {
      return;
    }
    boolean byPoint = lastPoint > lastComma;
    char mark = byPoint ? '.' : ',';
    if (Math.min(lastPoint, lastComma) >= 0) {
      sight(mark, line, column, value);
    } else if (value.indexOf(mark) != Math.max(lastPoint, lastComma)) {
      sight(byPoint ? ',' : '.', line, column, value); // 1.234.567: the mark groups
    } else if (isDecimal(value, Math.max(lastPoint, lastComma))) {
      sight(mark, line, column, value);
    } else if (open == null) {
      open = new Sighting(line, column, value);
    }
  }

  private static boolean isDecimal(String value, int at) {
    int after = digits(value, at + 1, 1);
    int before = digits(value, at - 1, -1);
    boolean zero = before == 1 && value.charAt(at - 1) == '0';
    return after != 3 || before == 0 || before > 3 || zero;
  }

  private static int digits(String value, int from, int step) {
    int count = 0;
    for (int i = from; i >= 0 && i < value.length(); i += step) {
      if (!Character.isDigit(value.charAt(i))) {
        break;
      }
      count++;
    }
    return count;
  }

  private void sight(char mark, long line, String column, String value) {
    if (mark == '.' && point == null) {
      point = new Sighting(line, column, value);
    } else if (mark == ',' && comma == null) {
      comma = new Sighting(line, column, value);
    }
  }

  /**
   * The mark the file proves.
   *
   * @param aside evidence of columns that are not stored; helps where these leave it open
   */
  char decide(DecimalEvidence aside) {
    if (point != null && comma != null) {
      throw contradiction();
    }
    if (point != null || comma != null) {
      return point != null ? '.' : ',';
    }
    boolean asideTells = (aside.point == null) != (aside.comma == null);
    if (asideTells) {
      return aside.point != null ? '.' : ',';
    }
    if (open != null) {
      throw ambiguous();
    }
    return '.';
  }

  private ImportRejected contradiction() {
    String detail =
        ("Line %d has a decimal point (%s), line %d a decimal comma (%s). State decimal in the"
                + " mapping: \".\" or \",\"; numbers written otherwise are then rejected by row.")
            .formatted(point.line, point.value, comma.line, comma.value);
    return new ImportRejected(List.of(point.problem(detail), comma.problem(detail)));
  }

  private ImportRejected ambiguous() {
    String number = open.value;
    String detail =
        "This number can be read two ways, with a thousands mark (%s) or a decimal mark (%s), and"
            + " no number in the file settles it. State decimal in the mapping: \",\" or \".\".";
    return new ImportRejected(
        List.of(
            open.problem(
                detail.formatted(number.replaceAll("[.,]", ""), number.replace(',', '.')))));
  }
}
