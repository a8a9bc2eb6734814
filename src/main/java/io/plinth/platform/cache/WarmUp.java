package io.plinth.platform.cache;

/** What people ask first, asked before they do: called once after the start, as each of them. */
public interface WarmUp {
  /** Asks the services for it; what comes back is kept. */
  void warmUp();

  /** Who has this permission shares what comes back; others are not asked for. */
  String sharedBy();
}
