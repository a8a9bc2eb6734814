package io.plinth.platform.error;

import java.util.List;

/**
 * An input that can tell by itself what no annotation on it says. What it tells is named together
 * with what cannot be read, so each of its properties may be null; and else by the service,
 * together with what only the database knows.
 */
public interface SelfChecked {
  /** What is wrong with it; empty: nothing. */
  List<FieldError> errors();
}
