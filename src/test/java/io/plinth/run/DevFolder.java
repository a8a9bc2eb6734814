package io.plinth.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The folder {@code .plinth}: all that {@code -Prun} keeps from one start to the next. Its lock
 * belongs to one server at a time and is the operating system's, so it ends with its holder however
 * that one ended.
 */
final class DevFolder implements AutoCloseable {
  private final Path path;
  private final FileChannel channel;

  private DevFolder(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  static DevFolder lock(Path folder) throws IOException {
    Path path = Directories.createPrivate(folder.toAbsolutePath().normalize());
    FileChannel channel =
        FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = channel.tryLock();
    if (lock == null) {
      channel.close();
      throw new IllegalStateException(
          "it already runs from this folder" + read(path.resolve("address")).orElse("") + ".");
    }
    Files.deleteIfExists(path.resolve("address"));
    return new DevFolder(path, channel);
  }

  Path path() {
    return path;
  }

  Path database() {
    return path.resolve("pg");
  }

  Path initialPassword() {
    return path.resolve("initial-password");
  }

  Optional<String> readInitialPassword() throws IOException {
    return read(initialPassword());
  }

  /** Forgets the database and the password that was valid in it. */
  void forgetDatabase() throws IOException {
    Directories.delete(database());
    Files.deleteIfExists(initialPassword());
  }

  /** The secret that tokens are signed with, made on the first start. */
  String secret() throws IOException {
    Path file = path.resolve("secret");
    Optional<String> known = read(file);
    if (known.isPresent()) {
      return known.get();
    }
    byte[] bytes = new byte[48];
    new SecureRandom().nextBytes(bytes);
    String secret = Base64.getEncoder().encodeToString(bytes);
    Files.deleteIfExists(file);
    createPrivate(file);
    Files.writeString(file, secret + "\n");
    return secret;
  }

  /** Tells a second start where this one is to be found. */
  void announce(URI address) throws IOException {
    Files.writeString(path.resolve("address"), ": " + address);
  }

  /** Notes the server's process, for {@link #endAbandonedServer}. */
  void remember(ProcessHandle process) throws IOException {
    Files.writeString(path.resolve("process"), process.pid() + "\n" + started(process));
  }

  /**
   * Ends the server of a start that was killed, should it still be there. Number and start time
   * together name a process; the number alone may be another's by now.
   */
  void endAbandonedServer() throws IOException {
    List<String> noted = read(path.resolve("process")).orElse("").lines().toList();
    if (noted.size() == 2) {
      ProcessHandle.of(Long.parseLong(noted.get(0)))
          .filter(process -> started(process).equals(noted.get(1)))
          .ifPresent(DevFolder::end);
    }
    Files.deleteIfExists(path.resolve("process"));
  }

  private static void end(ProcessHandle process) {
    process.destroy();
    try {
      process.onExit().get(Duration.ofSeconds(20).toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      process.destroyForcibly();
    }
  }

  private static String started(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toString).orElse("");
  }

  private static Optional<String> read(Path file) throws IOException {
    return Files.exists(file)
        ? Optional.of(Files.readString(file).strip()).filter(text -> !text.isEmpty())
        : Optional.empty();
  }

  private static void createPrivate(Path file) throws IOException {
    if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      var owner = PosixFilePermissions.fromString("rw-------");
      Files.createFile(file, PosixFilePermissions.asFileAttribute(owner));
    } else {
      Files.createFile(file);
    }
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(path.resolve("process"));
      Files.deleteIfExists(path.resolve("address"));
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
