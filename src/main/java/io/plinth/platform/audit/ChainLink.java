package io.plinth.platform.audit;

import java.time.Instant;
import java.util.HexFormat;

/** A link of the chain, without its hash: which event it binds to all before it. */
record ChainLink(long seq, long eventId, Instant eventAt, byte[] seal) {
  /** What is hashed. */
  String text() {
    return "%d %d %s %s".formatted(seq, eventId, eventAt, HexFormat.of().formatHex(seal));
  }
}
