package io.plinth.clients.importer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plinth.platform.error.ProblemException;
import io.plinth.platform.http.CsvExport;
import io.plinth.platform.http.Ids;
import io.plinth.platform.http.Query;
import io.plinth.platform.paging.PageRequest;
import io.plinth.platform.security.Requires;
import io.plinth.platform.web.FormErrors;
import io.plinth.platform.web.View;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.glassfish.jersey.media.multipart.FormDataContentDisposition;
import org.glassfish.jersey.media.multipart.FormDataParam;

/**
 * Importing by page: choose a file, check how it is read, run. An uploaded file waits in the
 * database, so that a reload, another tab or another node finds it again.
 */
@Path("/import")
@ApplicationScoped
@Produces(MediaType.TEXT_HTML)
public class ImportPage {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PAST_SHOWN = 50;
  private ImportService imports;
  private PreviewService previews;
  private ImportScreens screens;

  protected ImportPage() {}

  @Inject
  public ImportPage(ImportService imports, PreviewService previews, ImportScreens screens) {
    this.imports = imports;
    this.previews = previews;
    this.screens = screens;
  }

  /** The token of an uploaded file. */
  public record UploadQuery(Long upload) {}

  @GET
  @Requires("imports:read")
  public View list() {
    return list(FormErrors.NONE, 200);
  }

  private View list(FormErrors errors, int status) {
    var past =
        imports.list(new ImportFilter(List.of(), List.of(), null), PageRequest.first(PAST_SHOWN));
    return View.page(
            "Import",
            "import",
            "clients/imports",
            screens.list(past.items(), errors, imports.maxUpload()))
        .status(status);
  }

  @POST
  @Path("preview")
  @Requires("imports:write")
  @Consumes(MediaType.MULTIPART_FORM_DATA)
  public Response upload(
      @FormDataParam("file") InputStream file,
      @FormDataParam("file") FormDataContentDisposition disposition) {
    if (file == null || disposition.getFileName() == null || disposition.getFileName().isBlank()) {
      FormErrors errors = FormErrors.NONE.and("file", "Choose a file first.");
      return Response.status(400).entity(list(errors, 400)).build();
    }
    long id = imports.upload(new ImportService.Upload(disposition.getFileName(), file));
    return Response.seeOther(URI.create("/import/preview?upload=" + id)).build();
  }

  @GET
  @Path("preview")
  @Requires("imports:write")
  public View preview(@Query UploadQuery query) {
    if (query.upload() == null) {
      throw ProblemException.invalidParameter("upload", "Say which upload.");
    }
    return preview(query.upload(), Map.of());
  }

  /** Reads the file anew by the mapping in the form, or starts its import. */
  @POST
  @Path("preview")
  @Requires("imports:write")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Response check(MultivaluedMap<String, String> form) {
    long id = uploadId(form.getFirst("upload"));
    Map<String, String> mapping = mapping(form);
    if (!"import".equals(form.getFirst("action"))) {
      return Response.ok(preview(id, mapping)).build();
    }
    Preview preview = previews.preview(id, json(mapping));
    if (!preview.canBeImported()) {
      return Response.status(422).entity(preview(id, mapping).status(422)).build();
    }
    imports.run(id, json(mapping));
    return Response.seeOther(URI.create("/import/" + id)).build();
  }

  private static long uploadId(String text) {
    try {
      return Ids.parse(text == null ? "" : text);
    } catch (IllegalArgumentException e) {
      throw ProblemException.invalidField("upload", "This is not an uploaded file.");
    }
  }

  private View preview(long id, Map<String, String> mapping) {
    ImportView upload = imports.uploadedFile(id);
    Preview preview = previews.preview(id, json(mapping));
    return View.page(
        "Import", "import", "clients/import-preview", screens.preview(upload, preview, mapping));
  }

  @GET
  @Path("{id}")
  @Requires("imports:read")
  public View get(@PathParam("id") long id) {
    ImportView view = imports.get(id);
    return View.page(
        "Import", "import", "clients/import", screens.report(view, imports.canFollow(view)));
  }

  /** Every problem, not only those that the page shows. */
  @GET
  @Path("{id}/problems.csv")
  @Requires("imports:read")
  @Produces("text/csv")
  public CsvExport<ProblemView> problems(@PathParam("id") long id) {
    imports.get(id);
    return CsvExport.of(
        ProblemView.class,
        null,
        ImportsResource.PROBLEM_FIELDS,
        rows -> imports.forEachProblem(id, ProblemFilter.ALL, rows));
  }

  @POST
  @Path("{id}/cancel")
  @Requires("imports:write")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Response cancel(@PathParam("id") long id) {
    imports.cancel(id);
    return Response.seeOther(URI.create("/import/" + id)).build();
  }

  /** Only what is filled in: a blank field says nothing. */
  private static Map<String, String> mapping(MultivaluedMap<String, String> form) {
    Map<String, String> mapping = new TreeMap<>();
    for (String key : ImportScreens.KEYS) {
      String value = form.getFirst(key);
      if (value != null && !value.isBlank()) {
        mapping.put(key, value.strip());
      }
    }
    return mapping;
  }

  private static String json(Map<String, String> mapping) {
    try {
      return mapping.isEmpty() ? null : JSON.writeValueAsString(mapping);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
