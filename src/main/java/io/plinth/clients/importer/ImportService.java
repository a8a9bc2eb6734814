package io.plinth.clients.importer;

import io.plinth.platform.audit.Audit;
import io.plinth.platform.error.FieldError;
import io.plinth.platform.error.ProblemException;
import io.plinth.platform.error.ProblemType;
import io.plinth.platform.jobs.Jobs;
import io.plinth.platform.paging.Page;
import io.plinth.platform.paging.PageRequest;
import io.plinth.platform.persistence.Transactional;
import io.plinth.platform.security.Access;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Brings time logs of other systems in. */
@ApplicationScoped
@Transactional
public class ImportService {
  private static final int PROBLEMS_SHOWN = 100;
  private static final int LONGEST_NAME = 200;
  private static final Duration UPLOADS_KEPT = Duration.ofDays(1);
  private ImportRepository repository;
  private ImportSettings settings;
  private Access access;
  private Jobs jobs;
  private Audit audit;

  protected ImportService() {}

  @Inject
  public ImportService(
      ImportRepository repository, ImportSettings settings, Access access, Jobs jobs, Audit audit) {
    this.repository = repository;
    this.settings = settings;
    this.access = access;
    this.jobs = jobs;
    this.audit = audit;
  }

  /** A file as it arrives. */
  public record Upload(String name, InputStream content) {}

  /** Stores a file and queues its import; the mapping, JSON, may be null. */
  public ImportView create(Upload upload, String mapping) {
    access.require("imports:write");
    checked(mapping);
    long id = save(upload, mapping, ImportStatus.QUEUED);
    audit.did("imports:run", id, Map.of());
    return view(id).with(List.of());
  }

  /** Stores a file whose mapping is still to be confirmed. */
  public long upload(Upload upload) {
    access.require("imports:write");
    repository.deleteStaleUploads(Instant.now().minus(UPLOADS_KEPT));
    return save(upload, null, ImportStatus.UPLOADED);
  }

  /** Queues the import of an uploaded file. */
  public ImportView run(long id, String mapping) {
    access.require("imports:write");
    checked(mapping);
    ImportRepository.Work work = uploaded(id);
    if (!repository.queue(id, mapping, jobs.submit(ImportJob.KIND, String.valueOf(work.id())))) {
      throw ProblemException.conflict("This import has been started already.");
    }
    audit.did("imports:run", id, Map.of());
    return view(id).with(List.of());
  }

  /** The largest file that is taken, in bytes. */
  public long maxUpload() {
    return settings.maxUpload();
  }

  /** The chunks of an uploaded file of one's own. */
  @Transactional(readOnly = true)
  int countChunks(long id) {
    access.require("imports:write");
    return (int) uploaded(id).chunks();
  }

  /** A chunk of a file that {@link #countChunks} has answered for. */
  @Transactional(readOnly = true)
  byte[] getChunk(long id, int seq) {
    access.require("imports:write");
    return repository.getChunk(id, seq);
  }

  private ImportRepository.Work uploaded(long id) {
    return repository
        .findWork(id)
        .filter(w -> w.userId() == access.userId())
        .filter(w -> w.status() == ImportStatus.UPLOADED)
        .orElseThrow(() -> ProblemException.notFound("uploaded file", id));
  }

  /** Name and size of an uploaded file. */
  @Transactional(readOnly = true)
  public ImportView uploadedFile(long id) {
    access.require("imports:write");
    uploaded(id);
    return repository.findView(id).orElseThrow();
  }

  private long save(Upload upload, String mapping, ImportStatus status) {
    long id = repository.save(access.userId(), named(upload.name()), mapping, status);
    boolean queued = status == ImportStatus.QUEUED;
    Long job = queued ? (Long) jobs.submit(ImportJob.KIND, String.valueOf(id)) : null;
    long size = 0;
    try {
      int seq = 0;
      for (byte[] chunk = next(upload); chunk.length > 0; chunk = next(upload)) {
        size += chunk.length;
        if (size > settings.maxUpload()) {
          throw new ProblemException(
              ProblemType.TOO_LARGE, "A file has at most " + settings.maxUpload() + " bytes.");
        }
        repository.saveChunk(id, seq++, chunk);
      }
    } catch (IOException e) {
      throw new ProblemException(ProblemType.MALFORMED_BODY, "The upload broke off.");
    }
    repository.saveStored(id, size, job);
    audit.did("imports:create", id, Map.of("fileName", named(upload.name()), "fileSize", size));
    return id;
  }

  private static byte[] next(Upload upload) throws IOException {
    return upload.content().readNBytes(StoredFile.CHUNK_BYTES);
  }

  /** The last part of the name: some browsers send a whole path. */
  private static String named(String name) {
    String whole = name == null ? "" : decoded(name);
    String last = whole.substring(Math.max(whole.lastIndexOf('/'), whole.lastIndexOf('\\')) + 1);
    String clean = last.replaceAll("\\p{Cntrl}", "").strip();
    return clean.isEmpty() ? "file" : clean.substring(0, Math.min(clean.length(), LONGEST_NAME));
  }

  /** Names are sent in UTF-8 and taken for Latin-1 on the way; what is no UTF-8 stays. */
  private static String decoded(String name) {
    try {
      byte[] sent = name.getBytes(StandardCharsets.ISO_8859_1);
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(sent)).toString();
      return name.chars().allMatch(c -> c <= 0xFF) ? text : name;
    } catch (CharacterCodingException e) {
      return name;
    }
  }

  private static void checked(String mapping) {
    try {
      if (mapping != null) {
        ImportMapping.parse(mapping);
      }
    } catch (ImportRejected e) {
      throw ProblemException.invalid(
          e.problems().stream()
              .map(
                  p ->
                      FieldError.field(
                          p.column() == null ? "mapping" : "mapping/" + p.column(), p.detail()))
              .toList());
    }
  }

  @Transactional(readOnly = true)
  public Page<ImportView> list(ImportFilter filter, PageRequest page) {
    access.require("imports:read");
    return repository.list(filter, page);
  }

  /** All imports of the filter: for exports. */
  @Transactional(readOnly = true)
  public void forEach(ImportFilter filter, PageRequest page, Consumer<ImportView> consumer) {
    access.require("imports:read");
    repository.forEach(filter, page, consumer);
  }

  /** What lists show of an import. */
  public Set<String> listedFields() {
    return ImportRepository.LISTED;
  }

  /** An import with its first problems. */
  @Transactional(readOnly = true)
  public ImportView get(long id) {
    access.require("imports:read");
    ImportView view = view(id);
    List<ImportProblem> problems =
        view.problemCount() == 0
            ? List.of()
            : repository
                .listProblems(id, ProblemFilter.ALL, PageRequest.first(PROBLEMS_SHOWN))
                .items()
                .stream()
                .map(p -> new ImportProblem(p.line(), p.column(), p.value(), p.detail()))
                .toList();
    return view.with(problems);
  }

  /** Whether the principal may follow the job of an import. */
  public boolean canFollow(ImportView view) {
    boolean own = view.userId() == access.userId();
    return access.can("jobs:read") && (own || access.can("jobs:all"));
  }

  @Transactional(readOnly = true)
  public Page<ProblemView> listProblems(long id, ProblemFilter filter, PageRequest page) {
    access.require("imports:read");
    view(id);
    return repository.listProblems(id, filter, page);
  }

  @Transactional(readOnly = true)
  public void forEachProblem(long id, ProblemFilter filter, Consumer<ProblemView> consumer) {
    access.require("imports:read");
    repository.forEachProblem(id, filter, consumer);
  }

  /** Stops an import. What it has created so far stays, and its report says so. */
  public ImportView cancel(long id) {
    access.require("imports:write");
    ImportView view = view(id);
    if (view.status().hasEnded()) {
      throw ProblemException.conflict("This import has already ended: " + view.status() + ".");
    }
    audit.did("imports:cancel", id, Map.of());
    jobs.cancel(view.jobId());
    return get(id);
  }

  private ImportView view(long id) {
    return repository
        .findView(id)
        .filter(v -> v.status() != ImportStatus.UPLOADED)
        .orElseThrow(() -> ProblemException.notFound("import", id));
  }
}
