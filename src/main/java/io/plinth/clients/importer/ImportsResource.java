package io.plinth.clients.importer;

import io.plinth.platform.error.ProblemException;
import io.plinth.platform.http.CsvExport;
import io.plinth.platform.http.Item;
import io.plinth.platform.http.Query;
import io.plinth.platform.openapi.Answers;
import io.plinth.platform.openapi.Multipart;
import io.plinth.platform.paging.Page;
import io.plinth.platform.paging.PageRequest;
import io.plinth.platform.security.Requires;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import org.glassfish.jersey.media.multipart.FormDataBodyPart;
import org.glassfish.jersey.media.multipart.FormDataMultiPart;

/** {@code /api/v1/imports}. */
@Path("api/v1/imports")
@ApplicationScoped
@Produces("application/json")
public class ImportsResource {
  /** What a problem says, for files. */
  static final Set<String> PROBLEM_FIELDS = Set.of("line", "column", "value", "detail");

  private static final int MOST_MAPPING = 64 * 1024;

  private ImportService imports;
  private PreviewService previews;

  protected ImportsResource() {}

  @Inject
  public ImportsResource(ImportService imports, PreviewService previews) {
    this.imports = imports;
    this.previews = previews;
  }

  @GET
  @Requires("imports:read")
  public Page<ImportView> list(@Query ImportFilter filter, @Query PageRequest page) {
    return imports.list(filter, page);
  }

  @POST
  @Requires("imports:write")
  @Consumes(MediaType.MULTIPART_FORM_DATA)
  @Answers(status = 202, value = ImportView.class, location = true)
  @Multipart(files = "file", texts = "mapping")
  public Response create(FormDataMultiPart form) {
    FormDataBodyPart file = onlyFile(form);
    ImportService.Upload upload =
        new ImportService.Upload(
            file.getContentDisposition().getFileName(), file.getValueAs(InputStream.class));
    ImportView view = imports.create(upload, mapping(form));
    return Response.accepted(Item.of(view, 0))
        .location(URI.create("/api/v1/imports/" + view.id()))
        .build();
  }

  @POST
  @Path("preview")
  @Requires("imports:write")
  @Consumes(MediaType.MULTIPART_FORM_DATA)
  @Multipart(files = "file", texts = "mapping")
  public Preview preview(FormDataMultiPart form) {
    InputStream file = onlyFile(form).getValueAs(InputStream.class);
    String mapping = mapping(form);
    try {
      java.nio.file.Path spooled = Files.createTempFile("plinth-preview", ".csv");
      try {
        Files.copy(file, spooled, StandardCopyOption.REPLACE_EXISTING);
        return previews.preview(() -> Files.newInputStream(spooled), mapping);
      } finally {
        Files.delete(spooled);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @GET
  @Path("{id}")
  @Requires("imports:read")
  public Item<ImportView> get(@PathParam("id") long id, @QueryParam("fields") String fields) {
    ImportView view = imports.get(id);
    return Item.of(view, 0, fields);
  }

  @GET
  @Path("{id}/problems")
  @Requires("imports:read")
  public Page<ProblemView> problems(
      @PathParam("id") long id, @Query ProblemFilter filter, @Query PageRequest page) {
    return imports.listProblems(id, filter, page);
  }

  @GET
  @Path("{id}/problems")
  @Requires("imports:read")
  @Produces(CsvExport.TYPE)
  public CsvExport<ProblemView> exportProblems(
      @PathParam("id") long id, @Query ProblemFilter filter, @Query PageRequest page) {
    imports.get(id);
    return CsvExport.of(
        ProblemView.class,
        page.fields(),
        PROBLEM_FIELDS,
        rows -> imports.forEachProblem(id, filter, rows));
  }

  @GET
  @Requires("imports:read")
  @Produces(CsvExport.TYPE)
  public CsvExport<ImportView> export(@Query ImportFilter filter, @Query PageRequest page) {
    return CsvExport.of(
        ImportView.class,
        page.fields(),
        imports.listedFields(),
        rows -> imports.forEach(filter, page, rows));
  }

  @POST
  @Path("{id}/cancel")
  @Requires("imports:write")
  public Item<ImportView> cancel(@PathParam("id") long id) {
    return Item.of(imports.cancel(id), 0);
  }

  private static FormDataBodyPart onlyFile(FormDataMultiPart form) {
    List<FormDataBodyPart> files = form == null ? null : form.getFields("file");
    if (files == null || files.size() != 1) {
      String detail = files == null ? "Send the file" : "Send one file only,";
      throw ProblemException.invalidField("file", detail + " as the part \"file\".");
    }
    return files.get(0);
  }

  private static String mapping(FormDataMultiPart form) {
    FormDataBodyPart part = form.getField("mapping");
    if (part == null) {
      return null;
    }
    // Not as the text that Jersey makes of it: it refuses parts that say that they are JSON.
    try (InputStream content = part.getValueAs(InputStream.class)) {
      byte[] bytes = content.readNBytes(MOST_MAPPING + 1);
      if (bytes.length > MOST_MAPPING) {
        throw ProblemException.invalidField(
            "mapping", "mapping has at most " + MOST_MAPPING + " bytes.");
      }
      String mapping = new String(bytes, StandardCharsets.UTF_8);
      return mapping.isBlank() ? null : mapping;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
