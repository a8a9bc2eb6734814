package io.plinth.clients.importer;

import io.plinth.platform.web.FormErrors;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What the import pages show, from what the service says. */
@ApplicationScoped
public class ImportScreens {
  /** The keys of a mapping, as fields of the form. */
  static final List<String> KEYS =
      Stream.concat(
              Arrays.stream(ImportField.values()).map(ImportField::key),
              Stream.of("sourceSystem", "dateFormat", "timeZone", "decimal", "rounding"))
          .toList();

  private static final BigDecimal SECONDS_AN_HOUR = BigDecimal.valueOf(3600);

  ImportsScreen list(List<ImportView> past, FormErrors errors, long maxUpload) {
    return new ImportsScreen(
        past.stream()
            .map(
                i ->
                    new ImportsScreen.Past(
                        i.id(),
                        i.fileName(),
                        label(i.format()),
                        i.status().name(),
                        i.userName(),
                        i.createdAt(),
                        i.created(),
                        i.skipped(),
                        i.rejected()))
            .toList(),
        errors,
        maxUpload);
  }

  private static String label(SourceFormat format) {
    return format == null ? "" : format.label();
  }

  /** {@code typed}: the mapping in the form, which stays as it was typed. */
  ImportPreviewScreen preview(ImportView upload, Preview preview, Map<String, String> typed) {
    Map<String, String> mapping = new HashMap<>();
    preview.mapping().forEach((key, value) -> mapping.put(key, String.valueOf(value)));
    mapping.putAll(typed);
    boolean read = preview.canBeImported();
    return new ImportPreviewScreen(
        String.valueOf(upload.id()),
        upload.fileName(),
        upload.fileSize(),
        preview.format() == null ? null : preview.format().label(),
        preview.columns(),
        mapping,
        preview.items().stream().map(ImportScreens::row).toList(),
        read ? preview.problems().stream().map(ImportScreens::problem).toList() : List.of(),
        read ? preview.problemCount() : 0,
        preview.rows(),
        true,
        read ? FormErrors.NONE : errors(preview.problems()));
  }

  /** What is wrong with the file as a whole, beside the field of the mapping that it is about. */
  private static FormErrors errors(List<ImportProblem> problems) {
    FormErrors errors = FormErrors.NONE;
    for (ImportProblem problem : problems) {
      boolean aboutMapping = problem.line() == 0 && KEYS.contains(problem.column());
      String detail =
          problem.line() > 1 && problem.column() != null
              ? "Line %d, column “%s”: %s"
                  .formatted(problem.line(), problem.column(), problem.detail())
              : problem.detail();
      errors = errors.and(aboutMapping ? problem.column() : "", detail);
      if (problem.detail().contains("dateFormat")) {
        errors = errors.and("dateFormat", "Say how dates are written, such as MM/dd/yyyy.");
      }
    }
    return errors;
  }

  private static ImportPreviewScreen.Row row(ImportRow row) {
    return new ImportPreviewScreen.Row(
        row.line(),
        row.client(),
        row.service(),
        row.userName() == null ? row.userEmail() : row.userName(),
        row.date(),
        row.start(),
        row.end(),
        BigDecimal.valueOf(row.seconds()).divide(SECONDS_AN_HOUR, 4, RoundingMode.HALF_UP),
        row.billable(),
        row.rate(),
        row.currency(),
        row.task(),
        row.description());
  }

  private static ImportPreviewScreen.Problem problem(ImportProblem problem) {
    return new ImportPreviewScreen.Problem(
        problem.line(), problem.column(), problem.value(), problem.detail());
  }

  /** {@code followed}: whether whoever looks may follow the job. */
  ImportScreen report(ImportView view, boolean followed) {
    long processed = view.created() + view.skipped() + view.rejected();
    boolean failed = view.status() == ImportStatus.FAILED;
    return new ImportScreen(
        view.id(),
        followed ? view.jobId() : null,
        view.fileName(),
        view.fileSize(),
        label(view.format()),
        view.status().name(),
        view.rows() == 0 ? null : view.rows(),
        processed,
        view.created(),
        view.skipped(),
        view.rejected(),
        view.createdHours(),
        view.createdClients(),
        view.createdServices(),
        view.createdUsers(),
        remaining(view, processed),
        view.createdAt(),
        view.finishedAt(),
        view.userName(),
        failed && !view.problems().isEmpty() ? view.problems().get(0).detail() : null,
        view.problemCount(),
        view.problems().stream().map(ImportScreens::problem).toList());
  }

  /** By the pace so far; null while there is none. */
  private static Duration remaining(ImportView view, long processed) {
    if (view.status() != ImportStatus.RUNNING || processed == 0) {
      return null;
    }
    Duration elapsed = Duration.between(view.startedAt(), Instant.now());
    return elapsed.multipliedBy(view.rows() - processed).dividedBy(processed);
  }
}
