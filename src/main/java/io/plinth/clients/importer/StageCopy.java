package io.plinth.clients.importer;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** A batch of rows in the text format of {@code COPY}. */
final class StageCopy {
  private static final String NULL = "\\N";
  private final StringBuilder text;

  private StageCopy(int rows) {
    text = new StringBuilder(rows * 160);
  }

  static byte[] of(List<ImportRow> rows) {
    StageCopy copy = new StageCopy(rows.size());
    for (int i = 0; i < rows.size(); i++) {
      copy.row(i, rows.get(i));
    }
    return copy.text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private void row(int n, ImportRow row) {
    text.append(n);
    add(row.line());
    add(row.client());
    add(row.service());
    add(row.userName());
    add(row.userEmail());
    add(row.task());
    add(row.description());
    add(row.tags());
    add(row.date());
    add(row.start());
    add(row.end());
    add(row.seconds());
    add(row.billable());
    add(row.rate());
    add(row.currency());
    add(row.sourceSystem());
    add(row.sourceId());
    text.append('\n');
  }

  private void add(Object value) {
    text.append('\t');
    if (value == null) {
      text.append(NULL);
      return;
    }
    String plain = value.toString();
    for (int i = 0; i < plain.length(); i++) {
      char c = plain.charAt(i);
      switch (c) {
        case '\\' -> text.append("\\\\");
        case '\t' -> text.append("\\t");
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        default -> text.append(c);
      }
    }
  }
}
