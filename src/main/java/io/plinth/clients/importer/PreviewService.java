package io.plinth.clients.importer;

import io.plinth.platform.security.Access;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * What a file would become, before it is imported. It reads up to 50 MiB, twice, so it holds no
 * connection meanwhile: each chunk is fetched in a transaction of its own.
 */
@ApplicationScoped
public class PreviewService {
  private ImportService imports;
  private ImportSettings settings;
  private Access access;

  protected PreviewService() {}

  @Inject
  public PreviewService(ImportService imports, ImportSettings settings, Access access) {
    this.imports = imports;
    this.settings = settings;
    this.access = access;
  }

  /** Of an uploaded file. */
  public Preview preview(long id, String mapping) {
    int chunks = imports.countChunks(id);
    return preview(new StoredFile(chunks, seq -> imports.getChunk(id, seq)), mapping);
  }

  /** Of a file that is not stored. */
  public Preview preview(FileSource source, String mapping) {
    access.require("imports:write");
    try {
      return read(source, mapping);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Preview read(FileSource source, String mapping) throws IOException {
    try {
      ImportMapping parsed = mapping == null ? null : ImportMapping.parse(mapping);
      TimesheetFile file = TimesheetFile.analyze(source, parsed, settings.defaults());
      Preview.Collector collector = new Preview.Collector();
      file.read(source, collector);
      return Preview.of(file, collector);
    } catch (ImportRejected e) {
      return Preview.rejected(e, TimesheetFile.columns(source));
    }
  }
}
