package io.plinth.clients.importer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A file that is no timesheet, or hardly one.
 *
 * @param reason what the problem must say; a regular expression
 */
record HostileFile(String what, byte[] bytes, String reason) {
  static final String HEADER = "date,client,description,hours\n";
  static final String ROW = "2024-03-14,Hostile,row,1\n";
  private static final int BOMB = 30 << 20;

  @Override
  public String toString() {
    return what;
  }

  /** What cannot be read as a whole. */
  static Stream<HostileFile> refused() {
    byte[] noise = new byte[100_000];
    new Random(5).nextBytes(noise);
    return Stream.of(
        text("nothing at all", "", "The file is empty"),
        text("byte order mark alone", "\ufeff", "The file is empty"),
        text("header alone", HEADER, "no rows"),
        text("Latin-1", HEADER + "2024-03-14,Müller,x,1\n", "not valid UTF-8: line 2, byte 43")
            .in(StandardCharsets.ISO_8859_1),
        text("UTF-16 without mark", HEADER + ROW, "UTF-16").in(StandardCharsets.UTF_16LE),
        text("UTF-16 the other way", HEADER + ROW, "UTF-16").in(StandardCharsets.UTF_16BE),
        text("49 MiB of one line", "x".repeat(49 << 20), "Is this a CSV file"),
        text(
            "49 MiB of one field",
            HEADER + "2024-03-14,\"" + "y\n".repeat(25_000_000),
            "65536|never closed"),
        text("field of 1 MB", HEADER + "2024-03-14,H," + "z".repeat(1 << 20) + ",1\n", "65536"),
        text("500 columns", "c,".repeat(499) + "c\n" + ROW, "500 columns; at most 200"),
        text("unclosed quote", HEADER + ROW + "2024-03-14,\"Hostile,x,1\n" + ROW, "never closed"),
        text("quote amidst", HEADER + ROW + "2024-03-14,\"Ho\"st,x,1\n", "Line 3.*closing quote"),
        text("dates of two readings", HEADER + "03/04/2024,H,x,1\n", "two ways.*dateFormat"),
        text(
            "days first and months first",
            HEADER + "13/04/2024,H,x,1\n04/13/2024,H,x,1\n",
            "Line 2 has the day first.*line 3 the month first"),
        text("no column that is known", "a,b,c\n1,2,3\n", "mapping"),
        text("web page", "<!DOCTYPE html><html><body>Sign in</body></html>", "web page"),
        text("JSON", "[{\"date\":\"2024-03-14\"}]", "JSON"),
        text("PDF", "%PDF-1.7\n%âãÏÓ\n1 0 obj", "PDF"),
        new HostileFile("PNG", png(), "binary|image|PNG"),
        new HostileFile("noise", noise, "binary|UTF-8|UTF-16"),
        new HostileFile("zip bomb", zip("a.csv"), "(?i)zip|CSV"),
        new HostileFile("workbook", zip("xl/workbook.xml"), "Save the sheet as CSV"),
        new HostileFile("gzip bomb", gzip(), "gzip"));
  }

  private static HostileFile text(String what, String text, String reason) {
    return new HostileFile(what, text.getBytes(StandardCharsets.UTF_8), reason);
  }

  private HostileFile in(Charset charset) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    return new HostileFile(what, text.getBytes(charset), reason);
  }

  private static byte[] png() {
    byte[] start = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13, 'I', 'H'};
    return start;
  }

  private static byte[] zip(String name) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry(name));
      fill(zip);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static byte[] gzip() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      fill(gzip);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static void fill(OutputStream out) throws IOException {
    byte[] zeros = new byte[1 << 20];
    for (int i = 0; i < BOMB; i += zeros.length) {
      out.write(zeros);
    }
  }
}
