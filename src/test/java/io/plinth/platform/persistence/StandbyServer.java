package io.plinth.platform.persistence;

import io.plinth.run.EmbeddedDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;

/** Makes a streaming replica of a running server, without pg_basebackup: by hand, as it does. */
final class StandbyServer {
  private static final Set<String> NOT_COPIED =
      Set.of("postmaster.pid", "postmaster.opts", "epg-lock", "pg_replslot", "pg_stat_tmp");

  private StandbyServer() {}

  /** Of the server whose data is in {@code data}, into the folder {@code copy}. */
  static EmbeddedDatabase of(EmbeddedDatabase primary, Path data, Path copy) {
    try (Connection connection = primary.connection();
        Statement statement = connection.createStatement()) {
      Files.writeString(
          data.resolve("pg_hba.conf"),
          "host replication all 127.0.0.1/32 scram-sha-256\n",
          StandardOpenOption.APPEND);
      statement.execute("select pg_reload_conf()");
      statement.execute("select pg_backup_start('standby', true)");
      copy(data, copy);
      try (ResultSet end = statement.executeQuery("select labelfile from pg_backup_stop(false)")) {
        end.next();
        Files.writeString(copy.resolve("backup_label"), end.getString(1));
      }
      Files.writeString(
          copy.resolve("postgresql.auto.conf"),
          "primary_conninfo = 'host=127.0.0.1 port=%d user=postgres password=%s'\n"
              .formatted(primary.port(), Files.readString(data.resolve("plinth.password"))),
          StandardOpenOption.APPEND);
      Files.createDirectories(copy.resolve("pg_replslot"));
      Files.createDirectories(copy.resolve("pg_stat_tmp"));
      Files.createFile(copy.resolve("standby.signal"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return EmbeddedDatabase.open(copy);
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            if (NOT_COPIED.contains(folder.getFileName().toString())) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            Path target = Files.createDirectories(to.resolve(from.relativize(folder).toString()));
            Files.setPosixFilePermissions(target, Files.getPosixFilePermissions(folder));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (!NOT_COPIED.contains(file.getFileName().toString())) {
              Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE; // the server works on: what is gone is in its log
            }
            throw e;
          }
        });
  }
}
