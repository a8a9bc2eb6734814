package io.plinth.platform.cluster;

import io.plinth.fixture.Plinth;
import io.plinth.fixture.Relay;
import io.plinth.run.EmbeddedDatabase;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Two nodes on one database, in one grid; the test holds the wires of both. */
final class TwoNodes implements AutoCloseable {
  private final EmbeddedDatabase.Database database;
  private final Map<String, String> settings;
  private final int[] ports = {Relay.freePort(), Relay.freePort()};
  private final Relay[] wires = {Relay.to(ports[0]), Relay.to(ports[1])};
  private final int databasePort;
  private final Relay[] lines;
  private final Plinth[] nodes = new Plinth[2];

  TwoNodes(EmbeddedDatabase.Database database, Map<String, String> settings) {
    this.database = database;
    this.settings = settings;
    databasePort = URI.create(database.url().substring("jdbc:".length())).getPort();
    lines = new Relay[] {Relay.to(databasePort), Relay.to(databasePort)};
  }

  /** Starts one of them; it may not be ready yet. */
  Plinth start(int node) {
    Map<String, String> environment = new HashMap<>(settings);
    environment.put("PLINTH_CLUSTER_ENABLED", "true");
    environment.put("PLINTH_CLUSTER_NODE_NAME", "node " + node);
    environment.put("PLINTH_DB_URL", through(lines[node]));
    List<String> members = List.of(known(0), known(1));
    nodes[node] =
        Plinth.start(
            "node-" + node,
            database,
            environment,
            start -> start.grid(ports[node], known(node), members));
    return nodes[node];
  }

  private String through(Relay relay) {
    return database.url().replace(":" + databasePort + "/", ":" + relay.port() + "/");
  }

  /** The node does not reach the database any more. */
  void cutOff(int node) {
    lines[node].cut();
  }

  void connect(int node) {
    lines[node].mend();
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
    for (int i = 0; i < nodes.length; i++) {
      wires[i].close();
      lines[i].close();
    }
  }
}
