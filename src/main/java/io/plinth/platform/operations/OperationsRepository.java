package io.plinth.platform.operations;

import io.plinth.platform.operations.OperationsView.ForeignKey;
import io.plinth.platform.operations.OperationsView.Queue;
import io.plinth.platform.operations.OperationsView.StatementRow;
import io.plinth.platform.persistence.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;

/** What the database knows about itself. */
@ApplicationScoped
public class OperationsRepository {
  private Transactions tx;

  /** An index that no query uses; a statement that makes it good, or takes it away. */
  record InvalidIndex(String table, String name, String remedy) {}

  protected OperationsRepository() {}

  @Inject
  public OperationsRepository(Transactions tx) {
    this.tx = tx;
  }

  /** From the partial indexes on jobs that wait, run or are dead, however many have ended. */
  List<Queue> listQueues() {
    return tx.sql(
            """
            select kind,
                   count(*) filter (where status = 'QUEUED') as queued,
                   count(*) filter (where status = 'RUNNING') as running,
                   count(*) filter (where status = 'FAILED') as dead,
                   coalesce(max(extract(epoch from now() - run_at))
                     filter (where status = 'QUEUED' and run_at <= now()), 0)::bigint
                     as oldest_seconds
            from (
              select kind, status, run_at from jobs where status = 'QUEUED'
              union all
              select kind, status, run_at from jobs where status = 'RUNNING'
              union all
              select kind, status, run_at from jobs where status = 'FAILED') waiting
            group by kind order by kind
            """)
        .list(Queue.class);
  }

  /**
   * Foreign keys whose columns no complete index begins with, in whatever order. An index over the
   * rows where the only column is not null will do: no other row refers to anything.
   */
  List<ForeignKey> listUnindexedForeignKeys() {
    return tx.sql(
            """
            select c.conrelid::regclass::text as table, c.conname as name,
                   (select string_agg(a.attname, ', ' order by k.position)
                    from unnest(c.conkey) with ordinality k (number, position)
                    join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.number)
                     as columns
            from pg_constraint c
            where c.contype = 'f' and c.conparentid = 0
              and c.connamespace = current_schema()::regnamespace
              and not exists (
                select 1 from pg_index i
                left join pg_attribute a
                  on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
                     and cardinality(c.conkey) = 1
                where i.indrelid = c.conrelid and i.indisvalid
                  and (i.indkey::int2[])[0:(cardinality(c.conkey) - 1)] @> c.conkey
                  and (i.indpred is null or pg_get_expr(i.indpred, i.indrelid)
                       = '(' || quote_ident(a.attname) || ' IS NOT NULL)'))
            order by 1, 2
            """)
        .list(ForeignKey.class);
  }

  /**
   * Indexes that are not valid, and that nobody of this role is building now. What REINDEX
   * CONCURRENTLY leaves when it is interrupted is a copy beside the one that is used; any other is
   * of use again when it has been made anew.
   */
  List<InvalidIndex> listInvalidIndexes() {
    return tx.sql(
            """
            select i.indrelid::regclass::text as table, i.indexrelid::regclass::text as name,
                   case when c.relkind = 'I' then 'attach one of each partition that has none to '
                        when c.relname ~ '_cc(new|old)[0-9]*$' then 'drop index concurrently '
                        else 'reindex index concurrently ' end
                     || i.indexrelid::regclass::text as remedy
            from pg_index i join pg_class c on c.oid = i.indexrelid
            where not i.indisvalid and c.relnamespace = current_schema()::regnamespace
              and not exists (select 1 from pg_stat_progress_create_index p
                              where p.index_relid = i.indexrelid)
            order by 1, 2
            """)
        .list(InvalidIndex.class);
  }

  /**
   * The schema of pg_stat_statements, quoted; empty where it is not installed, or where the server
   * has not loaded it, for then it has no settings.
   */
  Optional<String> findStatementsSchema() {
    return tx.sql(
            """
            select quote_ident(n.nspname) from pg_extension e
            join pg_namespace n on n.oid = e.extnamespace
            where e.extname = 'pg_stat_statements'
              and current_setting('pg_stat_statements.max', true) is not null
            """)
        .find(row -> row.getString(1));
  }

  /**
   * Of this database and user. Only what reads or writes rows: the texts of other commands keep
   * their values, and a value may be a password.
   */
  List<StatementRow> listSlowestStatements(String schema, int most) {
    return tx.sql(
            """
            select left(regexp_replace(query, '\\s+', ' ', 'g'), 2000) as statement, calls,
                   round(total_exec_time::numeric, 1) as total,
                   round(mean_exec_time::numeric, 2) as mean,
                   round(max_exec_time::numeric, 1) as max, rows
            from %s.pg_stat_statements
            where dbid = (select oid from pg_database where datname = current_database())
              and userid = (select oid from pg_roles where rolname = current_user)
              and query ~* '^\\s*(select|insert|update|delete|with|merge|copy)\\M'
            order by total_exec_time desc, queryid limit :most
            """
                .formatted(schema))
        .with("most", most)
        .list(StatementRow.class);
  }
}
