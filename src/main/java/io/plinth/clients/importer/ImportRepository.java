package io.plinth.clients.importer;

import io.plinth.platform.paging.Listing;
import io.plinth.platform.paging.Page;
import io.plinth.platform.paging.PageRequest;
import io.plinth.platform.paging.PageTokens;
import io.plinth.platform.paging.Where;
import io.plinth.platform.persistence.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Imports, their files and their problems. */
@ApplicationScoped
public class ImportRepository {
  private static final Listing<ImportView> LISTING =
      Listing.of(
              ImportView.class, "imports i join users u on u.id = i.user_id", "i.id", "-createdAt")
          .field("id", "i.id")
          .field("status", "i.status")
          .field("format", "i.format")
          .field("rows", "coalesce(i.total_rows, 0)")
          .field("created", "i.created")
          .field("skipped", "i.skipped")
          .field("rejected", "i.rejected")
          .field("problemCount", "i.problem_count")
          .field(
              "progress",
              """
              case when i.status = 'COMPLETED' then 100
                   else coalesce(100 * i.processed_rows / nullif(i.total_rows, 0), 0) end\
              """)
          .field("fileName", "i.file_name")
          .field("fileSize", "i.file_size")
          .field("createdHours", "round(i.created_seconds / 3600.0, 4)")
          .field("createdClients", "i.created_clients")
          .field("createdServices", "i.created_services")
          .field("createdUsers", "i.created_users")
          .field("jobId", "i.job_id")
          .field("userId", "i.user_id")
          .field("userName", "u.display_name")
          .field("createdAt", "i.created_at")
          .field("startedAt", "i.started_at")
          .field("finishedAt", "i.finished_at")
          .sort("createdAt", "i.created_at", "timestamptz");
  private static final Listing<ProblemView> PROBLEMS =
      Listing.of(ProblemView.class, "import_problems p", "p.seq", "line")
          .field("id", "p.seq")
          .field("line", "p.line")
          .field("column", "p.column_name")
          .field("value", "p.value")
          .field("detail", "p.detail")
          .sort("line", "p.line", "bigint");
  static final Set<String> LISTED = LISTING.fieldNames();
  private Transactions tx;
  private PageTokens tokens;

  protected ImportRepository() {}

  @Inject
  public ImportRepository(Transactions tx, PageTokens tokens) {
    this.tx = tx;
    this.tokens = tokens;
  }

  /** What the job needs to know of its import. */
  record Work(
      long id,
      long userId,
      ImportStatus status,
      String mapping,
      long processedRows,
      long problemCount,
      long chunks) {}

  Page<ImportView> list(ImportFilter filter, PageRequest page) {
    return LISTING.page(tx, tokens, where(filter), page);
  }

  void forEach(ImportFilter filter, PageRequest page, Consumer<ImportView> consumer) {
    LISTING.forEach(tx, where(filter), page, consumer);
  }

  private static Where where(ImportFilter filter) {
    return new Where()
        .and("i.status <> 'UPLOADED'")
        .and("i.id = any(:ids)", "ids", filter.id())
        .and("i.status = any(:status)", "status", filter.status())
        .and("i.user_id = :user", "user", filter.userId());
  }

  Optional<ImportView> findView(long id) {
    Where where = new Where().and("i.id = :id", "id", id);
    return LISTING.page(tx, tokens, where, PageRequest.first(1)).items().stream().findFirst();
  }

  Page<ProblemView> listProblems(long id, ProblemFilter filter, PageRequest page) {
    return PROBLEMS.page(tx, tokens, ofImport(id, filter), page);
  }

  void forEachProblem(long id, ProblemFilter filter, Consumer<ProblemView> consumer) {
    PROBLEMS.forEach(tx, ofImport(id, filter), PageRequest.first(1), consumer);
  }

  private static Where ofImport(long id, ProblemFilter filter) {
    return new Where()
        .and("p.import_id = :import", "import", id)
        .and("p.seq = any(:ids)", "ids", filter.id());
  }

  long save(long userId, String fileName, String mapping, ImportStatus status) {
    return tx.sql(
            """
            insert into imports (user_id, file_name, file_size, mapping, status)
            values (:user, :name, 0, :mapping, :status) returning id
            """)
        .with("user", userId)
        .with("name", fileName)
        .with("mapping", mapping)
        .with("status", status)
        .number();
  }

  void saveChunk(long id, int seq, byte[] bytes) {
    tx.sql("insert into import_chunks (import_id, seq, bytes) values (:id, :seq, :bytes)")
        .with("id", id)
        .with("seq", seq)
        .with("bytes", bytes)
        .update();
  }

  /** The file is there; {@code job} is to import it, null for none so far. */
  void saveStored(long id, long size, Long job) {
    tx.sql(
            """
            update imports set file_size = :size, job_id = cast(:job as bigint) where id = :id
            """)
        .with("size", size)
        .with("job", job)
        .with("id", id)
        .update();
  }

  byte[] getChunk(long id, int seq) {
    return tx.sql("select bytes from import_chunks where import_id = :id and seq = :seq")
        .with("id", id)
        .with("seq", seq)
        .find(row -> row.getBytes(1))
        .orElseThrow();
  }

  Optional<Work> findWork(long id) {
    return tx.sql(
            """
            select id, user_id, status, mapping, processed_rows, problem_count,
                   (select count(*) from import_chunks c where c.import_id = i.id) as chunks
            from imports i where id = :id
            """)
        .with("id", id)
        .find(Work.class);
  }

  /** Puts an import into the queue, with the mapping it is to be read by. */
  boolean queue(long id, String mapping, long jobId) {
    return tx.sql(
                """
                update imports set status = 'QUEUED', mapping = :mapping, job_id = :job
                where id = :id and status = 'UPLOADED' and job_id is null
                """)
            .with("id", id)
            .with("mapping", mapping)
            .with("job", jobId)
            .update()
        > 0;
  }

  void start(long id, SourceFormat format, long rows) {
    tx.sql(
            """
            update imports set status = 'RUNNING', format = :format, total_rows = :rows,
                   started_at = coalesce(started_at, :now)
            where id = :id
            """)
        .with("id", id)
        .with("format", format)
        .with("rows", rows)
        .with("now", Instant.now())
        .update();
  }

  /** Notes what a file is that cannot be read. */
  void saveFormat(long id, SourceFormat format) {
    tx.sql("update imports set format = :format where id = :id")
        .with("id", id)
        .with("format", format)
        .update();
  }

  /** Ends an import. */
  void end(long id, ImportStatus status) {
    tx.sql("update imports set status = :status, finished_at = :now where id = :id")
        .with("id", id)
        .with("status", status)
        .with("now", Instant.now())
        .update();
  }

  /** Lets go of an import's file. */
  void deleteChunks(long id) {
    tx.sql("delete from import_chunks where import_id = :id").with("id", id).update();
  }

  /**
   * Queues an import anew that the server failed at, and takes back the last problem, which said
   * so. False: its file is gone.
   */
  boolean revive(long id) {
    boolean revived =
        tx.sql(
                    """
                    update imports i set status = 'QUEUED', finished_at = null
                    where id = :id and status = 'FAILED'
                      and exists (select 1 from import_chunks c where c.import_id = i.id)
                    """)
                .with("id", id)
                .update()
            > 0;
    if (revived) {
      tx.sql(
              """
              with last as (
                delete from import_problems p using imports i
                where i.id = :id and p.import_id = i.id and p.seq = i.problem_count and p.line = 0
                returning p.import_id)
              update imports set problem_count = problem_count - 1
              where id in (select import_id from last)
              """)
          .with("id", id)
          .update();
    }
    return revived;
  }

  /** Appends problems after the {@code before} that are there already. */
  void saveProblems(long id, long before, List<ImportProblem> problems) {
    if (problems.isEmpty()) {
      return;
    }
    tx.sql(
            """
            insert into import_problems (import_id, seq, line, column_name, value, detail)
            select :id, :before + p.seq, p.line, p.column_name, p.value, p.detail
            from unnest(cast(:lines as bigint[]), :columns, :values, :details)
              with ordinality p(line, column_name, value, detail, seq)
            """)
        .with("id", id)
        .with("before", before)
        .with("lines", problems.stream().map(ImportProblem::line).toList())
        .with("columns", problems.stream().map(p -> storable(p.column())).toList())
        .with("values", problems.stream().map(p -> storable(p.value())).toList())
        .with("details", problems.stream().map(p -> storable(p.detail())).toList())
        .update();
    tx.sql("update imports set problem_count = problem_count + :more where id = :id")
        .with("id", id)
        .with("more", (long) problems.size())
        .update();
  }

  /** Quotes of a file may hold what the database cannot. */
  private static String storable(String text) {
    return text == null ? null : text.replace('\0', '\uFFFD');
  }

  void deleteStaleUploads(Instant before) {
    tx.sql("delete from imports where status = 'UPLOADED' and created_at < :before")
        .with("before", before)
        .update();
  }
}
