package io.plinth.platform.ratelimit;

import com.hazelcast.topic.ITopic;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Tells other nodes how sign-ins ended, so that an account is locked for a place on all of them:
 * who guesses gets no more tries by asking another node, but for those made in the moment that a
 * message takes. While the grid is away each node counts by itself.
 */
final class SharedLockout {
  /** Of a single node. */
  static final SharedLockout NONE = new SharedLockout(null, "", UnaryOperator.identity());

  private static final Logger LOG = Logger.getLogger(SharedLockout.class.getName());
  private static final String WRONG = "wrong";
  private static final String RIGHT = "right";
  private static final String FORGET = "forget";
  private static final String NOBODY = "-";

  private final ITopic<String> topic;
  private final String node;
  private final UnaryOperator<String> names;

  /**
   * @param names what an account is called among nodes: the grid is not to know what people typed
   */
  SharedLockout(ITopic<String> topic, String node, UnaryOperator<String> names) {
    this.topic = topic;
    this.node = node;
    this.names = names;
  }

  String conceal(String account) {
    return names.apply(account);
  }

  void listen(Lockout lockout) {
    topic.addMessageListener(message -> hear(message.getMessageObject(), lockout));
  }

  private void hear(String text, Lockout lockout) {
    String[] parts = text.split(" ");
    if (parts[0].equals(node)) {
      return;
    }
    switch (parts[1]) {
      case WRONG -> wrong(lockout, parts[2], parts[3], parts[4]);
      case RIGHT -> lockout.succeed(parts[2], parts[3]);
      case FORGET -> lockout.forget(Long.parseLong(parts[2]));
      default -> LOG.log(Level.FINE, "Not understood: {0}", parts[1]);
    }
  }

  private static void wrong(Lockout lockout, String account, String place, String user) {
    boolean counted = lockout.begin(account, place).isZero();
    if (counted && !user.equals(NOBODY)) {
      lockout.belongs(account, Long.parseLong(user));
    }
  }

  void tellWrong(String account, String place, Long userId) {
    tell(WRONG, account, place, userId == null ? NOBODY : userId.toString());
  }

  void tellRight(String account, String place) {
    tell(RIGHT, account, place);
  }

  void tellForgotten(long userId) {
    tell(FORGET, Long.toString(userId));
  }

  private void tell(String... words) {
    if (topic != null) {
      try {
        topic.publish(node + " " + String.join(" ", words));
      } catch (RuntimeException e) {
        LOG.log(Level.WARNING, "Other nodes do not hear of a sign-in: {0}", e.toString());
      }
    }
  }
}
