package io.plinth.architecture.planted.platform;

import io.plinth.platform.persistence.Transactional;

/** Transactional, and no service. */
public class TransactionalBystander {
  @Transactional
  void work() {}
}
