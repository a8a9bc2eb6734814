package io.plinth.clients.importer;

import io.plinth.clients.importer.ImportRepository.Work;
import io.plinth.platform.audit.Audit;
import io.plinth.platform.error.ProblemException;
import io.plinth.platform.jobs.JobHandler;
import io.plinth.platform.jobs.JobProgress;
import io.plinth.platform.jobs.JobRun;
import io.plinth.platform.jobs.Jobs;
import io.plinth.platform.persistence.Transactions;
import io.plinth.platform.security.Access;
import io.plinth.platform.security.Principal;
import io.plinth.platform.settings.Firm;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Imports a file in batches. A batch is one transaction: its entries, its problems and how far the
 * file has been dealt with become visible together. Started again after an interruption, the job
 * reads the file from the beginning (which is cheap) and goes on behind the last batch; what it
 * might repeat, the entries' unique source refuses.
 */
@ApplicationScoped
public class ImportJob implements JobHandler {
  public static final String KIND = "import";
  private static final int BATCH = 5_000;
  private static final String ROWS = "rows";
  private ImportRepository imports;
  private StagingRepository staging;
  private ImportSettings settings;
  private Firm firm;
  private Transactions tx;
  private Jobs jobs;
  private Audit audit;
  private Access access;

  protected ImportJob() {}

  @Inject
  public ImportJob(
      ImportRepository imports,
      StagingRepository staging,
      ImportSettings settings,
      Firm firm,
      Transactions tx,
      Jobs jobs,
      Audit audit,
      Access access) {
    this.imports = imports;
    this.staging = staging;
    this.settings = settings;
    this.firm = firm;
    this.tx = tx;
    this.jobs = jobs;
    this.audit = audit;
    this.access = access;
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public void run(JobRun job) throws IOException {
    Work work = tx.read(() -> imports.findWork(Long.parseLong(job.payload())).orElse(null));
    if (work == null || work.status().hasEnded()) {
      return;
    }
    StoredFile source =
        new StoredFile((int) work.chunks(), seq -> tx.read(() -> imports.getChunk(work.id(), seq)));
    try {
      TimesheetFile file = TimesheetFile.analyze(source, mapping(work), settings.defaults());
      begin(job, work, file);
      Batches batches = new Batches(job, work);
      file.read(source, batches);
      batches.finish();
    } catch (ImportRejected e) {
      reject(job, work, e);
    }
  }

  private static ImportMapping mapping(Work work) {
    return work.mapping() == null ? null : ImportMapping.parse(work.mapping());
  }

  private void begin(JobRun job, Work work, TimesheetFile file) {
    tx.write(
        () -> {
          job.confirm(new JobProgress(work.processedRows(), file.rows(), ROWS));
          imports.start(work.id(), file.format(), file.rows());
          return null;
        });
  }

  /** The file as a whole is refused: nothing of it is stored. */
  private void reject(JobRun job, Work work, ImportRejected rejection) {
    tx.write(
        () -> {
          job.confirm();
          rejection.recognised().ifPresent(r -> imports.saveFormat(work.id(), r.format()));
          imports.saveProblems(work.id(), work.problemCount(), rejection.problems());
          end(work.id(), ImportStatus.FAILED);
          return null;
        });
  }

  /** As {@link #finish}; its file is not needed any more. */
  private void end(long id, ImportStatus status) {
    finish(id, status);
    imports.deleteChunks(id);
  }

  /** One event for all that the import made, by the one who started it. */
  private void finish(long id, ImportStatus status) {
    imports.end(id, status);
    ImportView view = imports.findView(id).orElseThrow();
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("status", status);
    result.put("created", view.created());
    result.put("skipped", view.skipped());
    result.put("rejected", view.rejected());
    result.put("createdClients", view.createdClients());
    result.put("createdServices", view.createdServices());
    result.put("createdUsers", view.createdUsers());
    Principal owner = new Principal(view.userId(), view.userName(), Set.of(), null, false);
    access.as(
        owner,
        () -> {
          audit.did("imports:end", id, result);
          return null;
        });
  }

  @Override
  public void ended(long jobId, String payload, String error) {
    tx.write(
        () -> {
          long id = Long.parseLong(payload);
          Work work = imports.findWork(id).orElseThrow();
          if (error == null) {
            end(id, ImportStatus.CANCELLED);
          } else {
            String detail =
                "The server failed while it imported; what was created so far stays. Import the"
                    + " file again to go on: nothing is created twice.";
            imports.saveProblems(
                id, work.problemCount(), List.of(new ImportProblem(0, null, null, detail)));
            finish(id, ImportStatus.FAILED);
          }
          return null;
        });
  }

  @Override
  public void revive(long jobId, String payload) {
    if (!imports.revive(Long.parseLong(payload))) {
      throw ProblemException.conflict(
          "The file of this import is not kept any more. Import it again.");
    }
  }

  @Override
  public void discard(long jobId, String payload) {
    imports.deleteChunks(Long.parseLong(payload));
  }

  private String fallbackClient() {
    String name = settings.defaults().fallbackClient();
    return name == null ? "" : name.strip();
  }

  /** Collects rows and problems, and stores them batch by batch. */
  private final class Batches implements RowSink {
    private final JobRun job;
    private final Work work;
    private final List<ImportRow> rows = new ArrayList<>(BATCH);
    private final List<ImportProblem> problems = new ArrayList<>();
    private long seen;
    private long problemCount;
    private boolean stopped;

    Batches(JobRun job, Work work) {
      this.job = job;
      this.work = work;
      problemCount = work.problemCount();
    }

    @Override
    public void row(ImportRow row) {
      if (++seen > work.processedRows()) {
        rows.add(row);
        storeIfFull();
      }
    }

    @Override
    public void problem(ImportProblem problem) {
      if (++seen > work.processedRows()) {
        problems.add(problem);
        storeIfFull();
      }
    }

    @Override
    public boolean wantsMore() {
      return !stopped;
    }

    private void storeIfFull() {
      if (rows.size() + problems.size() >= BATCH) {
        store(null);
      }
    }

    void finish() {
      if (!stopped) {
        store(ImportStatus.COMPLETED);
      }
    }

    private void store(ImportStatus end) {
      if (jobs.isStopping()) {
        throw new IllegalStateException("The node is going down; another goes on");
      }
      OptionalInt stored = tx.write(() -> storeIn(end));
      stopped = stored.isEmpty();
      problemCount += stored.orElse(0);
      rows.clear();
      problems.clear();
    }

    /** How many problems it had; empty: the import was cancelled, and its batch is not stored. */
    private OptionalInt storeIn(ImportStatus end) {
      if (!job.confirm(new JobProgress(seen, null, ROWS))) {
        end(work.id(), ImportStatus.CANCELLED);
        return OptionalInt.empty();
      }
      List<ImportProblem> all = new ArrayList<>(problems);
      all.addAll(
          staging.store(
              new StagingRepository.Batch(
                  work.id(),
                  work.userId(),
                  firm.currency(),
                  fallbackClient(),
                  rows,
                  problems.size(),
                  seen)));
      all.sort(Comparator.comparingLong(ImportProblem::line));
      imports.saveProblems(work.id(), problemCount, all);
      if (end != null) {
        end(work.id(), end);
      }
      return OptionalInt.of(all.size());
    }
  }
}
