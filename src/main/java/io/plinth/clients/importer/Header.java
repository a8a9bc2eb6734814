package io.plinth.clients.importer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** The header of a file: column names as written, found again whatever their case and blanks. */
final class Header {

  static final int NONE = -1;

  private static final int MAX_LISTED = 1000;

  private final List<String> names;
  private final List<String> normal = new ArrayList<>();
  private final Map<String, Integer> byName = new HashMap<>();

  Header(List<String> cells) {
    this.names = cells.stream().map(CellText::trim).toList();
    for (int i = 0; i < names.size(); i++) {
      String name = CellText.normalName(names.get(i));
      normal.add(name);
      byName.putIfAbsent(name, i); // of columns with one name the first counts
      byName.putIfAbsent(name.replace('_', ' '), i);
    }
  }

  List<String> names() {
    return names;
  }

  int size() {
    return names.size();
  }

  /** The column's name as written; null for {@link #NONE}. */
  String name(int column) {
    return column == NONE ? null : names.get(column);
  }

  /** The first column that bears one of the names, given in lower case; the earlier name wins. */
  int find(String... candidates) {
    for (String name : candidates) {
      Integer column = byName.get(name);
      if (column != null) {
        return column;
      }
    }
    return NONE;
  }

  /** The column of that exact name, but for case and blanks. */
  int column(String name) {
    return normal.indexOf(CellText.normalName(name));
  }

  boolean has(String... candidates) {
    return find(candidates) != NONE;
  }

  /** Finds {@code rate} as {@code Rate}, {@code Rate (USD)} and {@code Rate ()}. */
  int findMoney(String... candidates) {
    for (String name : candidates) {
      for (int i = 0; i < normal.size(); i++) {
        String column = normal.get(i);
        if (column.equals(name) || (column.startsWith(name + " (") && column.endsWith(")"))) {
          return i;
        }
      }
    }
    return NONE;
  }

  /** The currency code that stands in brackets in the column's name; null when there is none. */
  String currencyOf(int column) {
    String name = column == NONE ? "" : names.get(column);
    int open = name.lastIndexOf('(');
    return open < 0 || !name.endsWith(")")
        ? null
        : Money.currencyIn(CellText.trim(name.substring(open + 1, name.length() - 1)));
  }

  /** The names in one line for people, cut when there are too many. */
  String listed() {
    String all = String.join(", ", names);
    return all.length() <= MAX_LISTED ? all : all.substring(0, MAX_LISTED) + " …";
  }

  /** First eight hex digits of the hash of the normalised names: tells kinds of file apart. */
  String hash() {
    StringBuilder text = new StringBuilder();
    normal.forEach(name -> RowIdentity.append(text, name));
    byte[] digest = RowIdentity.sha256().digest(text.toString().getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(digest, 0, 4);
  }
}
