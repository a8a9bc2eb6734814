package io.plinth.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * Ends a server whose parent died, even by {@code kill -9}.
 *
 * <p>Nothing in the parent can run then, so the child watches: as a Java agent it blocks on
 * standard input, the parent holds the other end of that pipe, and end of file means that the
 * parent is gone. An agent, because the server is then still started as in production: {@code java
 * -jar payara-micro.jar}. PostgreSQL, which the parent would have stopped too, is asked to end as
 * soon as its last connection does.
 */
public final class OrphanGuard {
  private OrphanGuard() {}

  /** Starts to watch; given the process id of a PostgreSQL, stops that as well. */
  public static void premain(String postmaster) {
    Thread guard = new Thread(() -> awaitParent(postmaster), "plinth-orphan-guard");
    guard.setDaemon(true);
    guard.start();
  }

  private static void awaitParent(String postmaster) {
    try {
      while (System.in.read() >= 0) {
        // Nothing is ever said on this pipe; only its end matters.
      }
    } catch (IOException e) {
      // As good as its end.
    }
    if (postmaster != null) {
      ProcessHandle.of(Long.parseLong(postmaster)).ifPresent(ProcessHandle::destroy);
    }
    System.exit(143);
  }

  /** Writes the agent, this one class, where {@code -javaagent} can name it. */
  static Path writeTo(Path directory) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(new Attributes.Name("Premain-Class"), name());
    String entry = name().replace('.', '/') + ".class";
    Path jar = directory.resolve("orphan-guard.jar");
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file, manifest);
        InputStream code = OrphanGuard.class.getClassLoader().getResourceAsStream(entry)) {
      out.putNextEntry(new JarEntry(entry));
      code.transferTo(out);
      out.closeEntry();
    }
    return jar;
  }

  private static String name() {
    return OrphanGuard.class.getName();
  }
}
