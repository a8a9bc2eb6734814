package io.plinth.clients.importer;

import io.plinth.platform.web.FormErrors;
import java.time.Instant;
import java.util.List;

/**
 * Model of {@code clients/imports}: the upload form and what was imported before.
 *
 * @param past newest first
 * @param maxUpload the largest file that is taken, in bytes
 */
public record ImportsScreen(List<Past> past, FormErrors errors, long maxUpload) {

  /** One earlier import. */
  public record Past(
      long id,
      String fileName,
      String format,
      String status,
      String user,
      Instant createdAt,
      long created,
      long skipped,
      long rejected) {}
}
