package io.plinth.platform.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {
  private static final Path FULL = Path.of("/dev/full");
  @TempDir private Path folder;

  private static byte[] line(int number) {
    return "line %04d\n".formatted(number).getBytes(StandardCharsets.UTF_8); // 10 bytes
  }

  @Test
  void writesEveryLineInOrderAndAppendsAfterARestart() throws IOException {
    Path path = folder.resolve("deeper").resolve("access.log");
    for (int start : new int[] {0, 1_000}) {
      try (LogFile log = LogFile.open(path, 1 << 20, 3)) {
        for (int i = start; i < start + 1_000; i++) {
          log.write(line(i));
        }
      }
    }
    List<String> lines = Files.readAllLines(path);
    assertThat(lines).hasSize(2_000).isSorted();
    assertThat(lines.get(1_999)).isEqualTo("line 1999");
  }

  @Test
  void fullFilesArePutAsideAndTheOldestGo() throws IOException {
    Path path = folder.resolve("access.log");
    try (LogFile log = LogFile.open(path, 100, 3)) {
      for (int i = 0; i < 45; i++) {
        log.write(line(i));
      }
    }
    assertThat(Files.readAllLines(path)).hasSize(5).contains("line 0044");
    assertThat(Files.readAllLines(folder.resolve("access.log.1")))
        .hasSize(10)
        .contains("line 0030");
    assertThat(Files.readAllLines(folder.resolve("access.log.2")))
        .hasSize(10)
        .contains("line 0020");
    try (var files = Files.list(folder)) {
      assertThat(files).hasSize(3);
    }
  }

  @Test
  void oneFileAloneBeginsAnew() throws IOException {
    Path path = folder.resolve("access.log");
    try (LogFile log = LogFile.open(path, 100, 1)) {
      for (int i = 0; i < 25; i++) {
        log.write(line(i));
      }
    }
    assertThat(Files.readAllLines(path)).hasSize(5).contains("line 0024");
    try (var files = Files.list(folder)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void linesOfManyThreadsAreNeverMixed() throws Exception {
    Path path = folder.resolve("access.log");
    try (LogFile log = LogFile.open(path, 1 << 20, 2)) {
      List<Thread> threads = new ArrayList<>();
      for (int t = 0; t < 8; t++) {
        int from = t * 500;
        Thread thread =
            new Thread(
                () -> {
                  for (int i = from; i < from + 500; i++) {
                    log.write(line(i));
                  }
                });
        threads.add(thread);
        thread.start();
      }
      for (Thread thread : threads) {
        thread.join();
      }
    }
    assertThat(Files.readAllLines(path)).hasSize(4_000).doesNotHaveDuplicates();
    assertThat(Files.readAllLines(path)).allMatch(l -> l.matches("line \\d{4}"));
  }

  @Test
  @EnabledIf("hasFullDevice")
  void fullDiskCostsLinesWhichAreCountedAndHoldsNobodyUp() throws Exception {
    try (LogFile log = LogFile.open(FULL, 1 << 20, 1)) {
      long start = System.nanoTime();
      for (int i = 0; i < 30_000; i++) {
        log.write(line(i));
      }
      assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)).isLessThan(5_000);
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
      while (log.dropped() < 10_000) {
        assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
        Thread.sleep(10);
      }
    }
  }

  static boolean hasFullDevice() {
    return Files.exists(FULL);
  }

  @Test
  void fileThatCannotBeMadeIsSaidAtOnce() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> LogFile.open(file.resolve("access.log"), 100, 1))
        .isInstanceOf(IOException.class);
  }
}
