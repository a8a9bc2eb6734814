package io.plinth.clients.importer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * An upload on a socket of its own, for bodies that no client library would send: endless ones,
 * without a length, cut off. Sends until the body ends or the server hangs up, then reads what the
 * server had to say.
 *
 * @param sent bytes of the file that were sent before the server had enough
 * @param answer everything that came back; empty where the server just hung up
 */
record Upload(long sent, String answer) {
  private static final int PIECE = 64 * 1024;
  private static final String HEAD =
      "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f.csv\"\r\n\r\n";
  private static final String TAIL = "\r\n--B--\r\n";

  /** The status that was answered; 0 for none. */
  int status() {
    return answer.startsWith("HTTP/1.1 ") ? Integer.parseInt(answer.substring(9, 12)) : 0;
  }

  /** Sends {@code size} bytes, the same piece again and again. */
  static Upload send(URI base, String path, String key, byte[] piece, long size, boolean chunked) {
    long length = HEAD.length() + size + TAIL.length();
    String head =
        """
        POST %s HTTP/1.1\r
        Host: localhost\r
        Authorization: Bearer %s\r
        Content-Type: multipart/form-data; boundary=B\r
        Connection: close\r
        %s\r
        \r
        """
            .formatted(
                path, key, chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + length);
    try (Socket socket = new Socket("localhost", base.getPort())) {
      socket.setSoTimeout(60_000);
      Reply reply = new Reply(socket.getInputStream());
      reply.start();
      long sent = write(socket.getOutputStream(), head, repeat(piece), size, chunked, reply);
      reply.join();
      return new Upload(sent, reply.text());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] repeat(byte[] piece) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(PIECE);
    do {
      out.writeBytes(piece);
    } while (out.size() + piece.length <= PIECE);
    return out.toByteArray();
  }

  private static long write(
      OutputStream out, String head, byte[] piece, long size, boolean chunked, Reply reply) {
    long sent = 0;
    try {
      out.write(bytes(head));
      part(out, bytes(HEAD), chunked);
      while (sent < size && reply.isAlive()) {
        int count = (int) Math.min(piece.length, size - sent);
        part(out, count == piece.length ? piece : java.util.Arrays.copyOf(piece, count), chunked);
        sent += count;
      }
      part(out, bytes(TAIL), chunked);
      part(out, new byte[0], chunked);
      out.flush();
    } catch (IOException e) {
      // The server has hung up; what it said is what counts.
    }
    return sent;
  }

  private static void part(OutputStream out, byte[] bytes, boolean chunked) throws IOException {
    if (chunked) {
      out.write(bytes(Integer.toHexString(bytes.length) + "\r\n"));
    }
    out.write(bytes);
    if (chunked) {
      out.write(bytes("\r\n"));
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Reads while the other thread writes: a server may answer before it has read everything. */
  private static final class Reply extends Thread {
    private final InputStream in;
    private final ByteArrayOutputStream read = new ByteArrayOutputStream();

    Reply(InputStream in) {
      super("reply");
      this.in = in;
    }

    @Override
    public void run() {
      try {
        in.transferTo(read);
      } catch (IOException e) {
        // Reset: what has come before it stays.
      }
    }

    String text() {
      return read.toString(StandardCharsets.UTF_8);
    }
  }
}
