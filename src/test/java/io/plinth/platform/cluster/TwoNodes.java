package io.plinth.platform.cluster;

import io.plinth.run.EmbeddedDatabase;
import io.plinth.testing.Plinth;
import io.plinth.testing.Relay;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Two nodes on one database, in one grid whose wires the test holds. */
final class TwoNodes implements AutoCloseable {
  private final EmbeddedDatabase.Database database;
  private final Map<String, String> settings;
  private final int[] ports = {Relay.freePort(), Relay.freePort()};
  private final Relay[] wires = {Relay.to(ports[0]), Relay.to(ports[1])};
  private final Plinth[] nodes = new Plinth[2];

  TwoNodes(EmbeddedDatabase.Database database, Map<String, String> settings) {
    this.database = database;
    this.settings = settings;
  }

  /** Starts one of them; it may not be ready yet. */
  Plinth start(int node) {
    Map<String, String> environment = new HashMap<>(settings);
    environment.put("PLINTH_CLUSTER_ENABLED", "true");
    environment.put("PLINTH_CLUSTER_NODE_NAME", "node " + node);
    List<String> members = List.of(known(0), known(1));
    nodes[node] =
        Plinth.start(
            "node-" + node,
            database,
            environment,
            start -> start.grid(ports[node], known(node), members));
    return nodes[node];
  }

  private String known(int node) {
    return "127.0.0.1:" + wires[node].port();
  }

  Plinth get(int node) {
    return nodes[node];
  }

  /** No member of the grid reaches another. */
  void partition() {
    wires[0].cut();
    wires[1].cut();
  }

  void heal() {
    wires[0].mend();
    wires[1].mend();
  }

  @Override
  public void close() {
    for (Plinth node : nodes) {
      if (node != null) {
        node.kill();
      }
    }
    for (Relay wire : wires) {
      wire.close();
    }
  }
}
