package io.plinth.platform.cluster;

import io.plinth.platform.persistence.Line;
import io.plinth.platform.security.Secret;
import io.plinth.platform.settings.SettingsException;
import java.util.HexFormat;
import java.util.List;

/**
 * That all nodes of a database have one secret, or else each would refuse what another has signed.
 * They compare a value derived from it, of which nothing can be told about the secret.
 */
final class SameSecret {
  private static final int BYTES = 16;
  private final NodeRepository repository;
  private final String check;

  SameSecret(NodeRepository repository, Secret secret) {
    this.repository = repository;
    check = HexFormat.of().formatHex(secret.key("check among nodes"), 0, BYTES);
  }

  String check() {
    return check;
  }

  /** Looks before this node is there, and after: of two that start together one sees the other. */
  void require(Line line, NodeView self) {
    refuseAnother(line, self);
    repository.beat(line, self, check);
    refuseAnother(line, self);
  }

  private void refuseAnother(Line line, NodeView self) {
    List<String> names = repository.listWithAnotherSecret(line, check);
    if (!names.isEmpty()) {
      repository.delete(line, self.id());
      throw new SettingsException(
          "plinth.secret",
          "is not the one of the nodes that serve this database now: "
              + String.join(", ", names)
              + ". All need the same. To replace it, stop all of them first");
    }
  }
}
