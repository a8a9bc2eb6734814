package io.plinth.clients.importer;

import java.io.IOException;
import java.io.InputStream;

/** An uploaded file that can be read from its beginning more than once. */
@FunctionalInterface
public interface FileSource {

  /** Opens the file at its first byte; the caller closes it. */
  InputStream open() throws IOException;
}
