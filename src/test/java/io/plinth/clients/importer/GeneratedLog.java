package io.plinth.clients.importer;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;

/**
 * A time log of any size whose outcome is known beforehand: minutes from 1 to 480 in turn, and
 * every thousandth row without any.
 *
 * @param name in the clients', services' and people's names
 */
record GeneratedLog(String name, int rows) {
  private static final int CLIENTS = 150;
  private static final int PEOPLE = 60;
  private static final int MINUTES = 480;

  byte[] bytes() {
    StringBuilder text = new StringBuilder(rows * 96);
    text.append("date,client,project,user,task,description,minutes\n");
    LocalDate first = LocalDate.of(2022, 1, 1);
    for (int i = 0; i < rows; i++) {
      text.append(first.plusDays(i % 1_000)).append(',');
      text.append(name).append(" client ").append(i % CLIENTS).append(',');
      text.append("Service ").append(i % 4).append(',');
      text.append(name).append(" person ").append(i % PEOPLE).append(',');
      text.append("Task ").append(i % 9).append(",what was done in row ").append(i).append(',');
      text.append(minutes(i)).append('\n');
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static int minutes(int row) {
    return row % 1_000 == 999 ? 0 : 1 + row % MINUTES;
  }

  int rejected() {
    return rows / 1_000;
  }

  int entries() {
    return rows - rejected();
  }

  long seconds() {
    long seconds = 0;
    for (int i = 0; i < rows; i++) {
      seconds += 60L * minutes(i);
    }
    return seconds;
  }

  BigDecimal hours() {
    return BigDecimal.valueOf(seconds()).divide(BigDecimal.valueOf(3600));
  }

  String mapping() {
    return "{\"sourceSystem\":\"" + name + "\"}";
  }
}
