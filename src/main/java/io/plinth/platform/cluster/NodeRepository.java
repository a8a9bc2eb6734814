package io.plinth.platform.cluster;

import io.plinth.platform.persistence.Line;
import io.plinth.platform.persistence.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;

/** The nodes, as the database knows them; and what they tell one another through it. */
@ApplicationScoped
public class NodeRepository {
  private static final String BEAT =
      """
      with beat as (
        insert into nodes (id, name, version, clustered, grid_member, secret_check)
        values (cast(? as uuid), ?, ?, ?, cast(? as uuid), ?)
        on conflict (id) do update
        set last_seen_at = now(), grid_member = excluded.grid_member)
      select id::text, name, version, clustered, grid_member::text, started_at, last_seen_at,
             last_seen_at > now() - interval '5 s' as alive
      from nodes where last_seen_at > now() - interval '1 min' order by started_at, id
      """;

  void listen(Line line) {
    line.execute("listen plinth_changes");
  }

  /** Says that this node is there, with the secret of {@code check}; who has been lately. */
  List<NodeView> beat(Line line, NodeView self, String check) {
    return line.list(
        BEAT,
        Sql.reader(NodeView.class),
        self.id(),
        self.name(),
        self.version(),
        self.clustered(),
        self.gridMember(),
        check);
  }

  /** The names of nodes that are there with another secret. */
  List<String> listWithAnotherSecret(Line line, String check) {
    return line.list(
        """
        select name from nodes
        where last_seen_at > now() - interval '5 s' and secret_check <> ? order by name
        """,
        row -> row.getString(1),
        check);
  }

  /** Forgets nodes that did not say goodbye. */
  void deleteGone(Line line) {
    line.execute("delete from nodes where last_seen_at < now() - interval '1 day'");
  }

  void delete(Line line, String id) {
    line.list("delete from nodes where id = cast(? as uuid) returning 1", row -> row.getInt(1), id);
  }

  /** All tables, whatever is in them. */
  Set<String> listTables(Line line) {
    return Set.copyOf(
        line.list(
            """
            select relname from pg_class
            where relkind in ('r', 'p') and relnamespace = current_schema()::regnamespace
            """,
            row -> row.getString(1)));
  }
}
