package io.plinth.platform.http;

import java.io.IOException;
import java.io.OutputStream;

/** A body that is written while it is computed, such as an export. It has no entity tag. */
@FunctionalInterface
public interface Streamed {
  void writeTo(OutputStream stream) throws IOException;
}
