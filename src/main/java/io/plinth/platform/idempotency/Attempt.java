package io.plinth.platform.idempotency;

import io.plinth.platform.http.RequestContext;
import java.nio.ByteBuffer;

/**
 * A request with an Idempotency-Key, and its answer once that is known.
 *
 * <p>An attribute of the request, as it belongs to two filters: one in front of JAX-RS, which holds
 * the transaction, and one within it, which knows the answer before it is bytes.
 */
final class Attempt {
  private static final String NAME = "plinth.idempotency";
  private final byte[] id;
  private final long userId;
  private final byte[] request;
  private final byte[] scope;
  private boolean replayed;
  private Answer answer;

  /**
   * An answer to keep.
   *
   * @param version in its entity tag; null where it has none
   * @param body JSON, or null
   */
  record Answer(int status, String location, Long version, String body) {}

  /**
   * @param id a hash of who asks and of the key
   * @param request a hash of what is asked
   * @param scope a hash of what they may do
   */
  Attempt(byte[] id, long userId, byte[] request, byte[] scope) {
    this.id = id;
    this.userId = userId;
    this.request = request;
    this.scope = scope;
  }

  /** That of this thread's request; null where it has no key. */
  static Attempt current() {
    return (Attempt) RequestContext.current().request().getAttribute(NAME);
  }

  void begin() {
    RequestContext.current().request().setAttribute(NAME, this);
  }

  byte[] id() {
    return id;
  }

  /** What one attempt at a time holds in the database. */
  long lock() {
    return ByteBuffer.wrap(id).getLong();
  }

  long userId() {
    return userId;
  }

  byte[] request() {
    return request;
  }

  byte[] scope() {
    return scope;
  }

  void replays() {
    replayed = true;
  }

  /** Whether an answer of before is given. */
  boolean isReplayed() {
    return replayed;
  }

  void answered(Answer given) {
    answer = given;
  }

  /** What is to be kept; null where nothing is. */
  Answer answer() {
    return answer;
  }
}
