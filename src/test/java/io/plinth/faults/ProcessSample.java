package io.plinth.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a Java process takes of a Linux machine at a moment.
 *
 * @param resident bytes in memory
 * @param heap bytes in use after a full collection
 * @param threads of the process
 * @param files open descriptors, sockets among them
 */
record ProcessSample(long resident, long heap, long threads, long files) {
  private static final Pattern USED = Pattern.compile("\\bused (\\d+)K");
  private static final Pattern NUMBER = Pattern.compile("(\\d+)");

  /** Collects its garbage, then looks. Its heap must be under the serial or parallel collector. */
  static ProcessSample of(long pid) {
    jcmd(pid, "GC.run");
    return new ProcessSample(
        1024 * status(pid, "VmRSS"),
        heap(jcmd(pid, "GC.heap_info")),
        status(pid, "Threads"),
        files(pid));
  }

  /** The generations' sum; the classes' space is no heap. */
  static long heap(String info) {
    long used = 0;
    for (String line : info.lines().toList()) {
      Matcher match = USED.matcher(line);
      if (line.contains("generation")
          || line.contains("PSYoungGen")
          || line.contains("ParOldGen")) {
        used += match.find() ? Long.parseLong(match.group(1)) : 0;
      }
    }
    if (used == 0) {
      throw new IllegalStateException("No heap of a known kind: " + info);
    }
    return 1024 * used;
  }

  private static String jcmd(long pid, String command) {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    try {
      Process process =
          new ProcessBuilder(List.of(jcmd, Long.toString(pid), command))
              .redirectErrorStream(true)
              .start();
      String output = new String(process.getInputStream().readAllBytes());
      if (process.waitFor() != 0) {
        throw new IllegalStateException(output);
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static long status(long pid, String field) {
    try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(pid), "status"))) {
      Matcher match =
          NUMBER.matcher(lines.filter(l -> l.startsWith(field + ":")).findFirst().orElseThrow());
      match.find();
      return Long.parseLong(match.group(1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long files(long pid) {
    try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
      return open.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
