package io.plinth.platform.http;

import io.plinth.platform.settings.Firm;
import jakarta.inject.Inject;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.MessageBodyWriter;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;

/**
 * Sends a {@link CsvExport} under a name that tells what was filtered. A person's download begins
 * with a byte order mark, without which Excel garbles every letter that is not ASCII; programs,
 * which would take the mark for a part of the first head, get none.
 */
@Provider
@Produces("text/csv")
public class CsvExportWriter implements MessageBodyWriter<CsvExport<?>> {
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};
  @Inject private Firm firm;
  @Context private UriInfo uri;

  @Override
  public boolean isWriteable(
      Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
    return CsvExport.class.isAssignableFrom(type);
  }

  @Override
  public void writeTo(
      CsvExport<?> export,
      Class<?> type,
      Type genericType,
      Annotation[] annotations,
      MediaType mediaType,
      MultivaluedMap<String, Object> headers,
      OutputStream stream)
      throws IOException {
    try (Spool spool = new Spool()) {
      export.writeTo(spool);
      FileName name = FileName.of(uri.getPath(), uri.getQueryParameters(), firm.today(), "csv");
      headers.putSingle("Content-Type", "text/csv;charset=utf-8;header=present");
      headers.putSingle("Content-Disposition", name.contentDisposition());
      headers.putSingle("Cache-Control", "private, no-cache");
      headers.putSingle("Vary", "Accept, Accept-Encoding, Authorization, Cookie");
      RequestContext current = RequestContext.current();
      boolean small = Gzip.isAccepted(current.request()) && spool.size() >= Gzip.SMALLEST;
      if (small) {
        headers.putSingle(HttpHeaders.CONTENT_ENCODING, Gzip.NAME);
      }
      if ("HEAD".equals(current.request().getMethod())) {
        // Nothing is sent: the container would say that nothing is all there is.
        headers.putSingle(HttpHeaders.CONTENT_LENGTH, length(spool, small, current.isApi()));
        return;
      }
      copy(spool, stream, small, current.isApi());
    }
  }

  private static long length(Spool spool, boolean small, boolean forPrograms) throws IOException {
    long[] bytes = {0};
    OutputStream counted =
        new OutputStream() {
          @Override
          public void write(int b) {
            bytes[0]++;
          }

          @Override
          public void write(byte[] b, int offset, int length) {
            bytes[0] += length;
          }
        };
    copy(spool, counted, small, forPrograms);
    return bytes[0];
  }

  private static void copy(Spool spool, OutputStream stream, boolean small, boolean forPrograms)
      throws IOException {
    if (small) {
      try (OutputStream zipped = Gzip.to(stream)) {
        copy(spool, zipped, false, forPrograms);
      }
      return;
    }
    if (!forPrograms) {
      stream.write(BYTE_ORDER_MARK);
    }
    spool.copyTo(stream);
  }
}
