package io.plinth.platform.metrics;

import com.sun.management.OperatingSystemMXBean;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The processor time and the resident memory of the process, under Prometheus' usual names. */
final class ProcessMeters implements MeterBinder {
  private static final Path STATUS = Path.of("/proc/self/status");

  @Override
  public void bindTo(MeterRegistry registry) {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    FunctionCounter.builder(
            "process.cpu",
            system,
            s -> s.getProcessCpuTime() / (double) TimeUnit.SECONDS.toNanos(1))
        .description("Processor time of the process, user and system")
        .baseUnit("seconds")
        .register(registry);
    if (Files.isReadable(STATUS)) {
      Gauge.builder("process.resident.memory", ProcessMeters::residentBytes)
          .description("Memory of the process that is in RAM, of the heap and beyond")
          .baseUnit("bytes")
          .register(registry);
    }
  }

  private static Number residentBytes() {
    try (var lines = Files.lines(STATUS)) {
      return lines
          .filter(l -> l.startsWith("VmRSS:"))
          .mapToLong(l -> Long.parseLong(l.replaceAll("\\D", "")) * 1024)
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return Double.NaN;
    }
  }
}
