package io.plinth.platform.ratelimit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Connections that a decent HTTP client does not make. */
final class Sockets {
  private static final int TIMEOUT_MILLIS = 60_000;

  private Sockets() {}

  /** A connection to loopback from that address, with these first words said. */
  static Socket open(String from, int port, String words) {
    try {
      Socket socket = new Socket();
      socket.bind(new InetSocketAddress(from, 0));
      socket.connect(new InetSocketAddress("127.0.0.1", port));
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.getOutputStream().write(words.getBytes(StandardCharsets.ISO_8859_1));
      return socket;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Says it and hears all of the answer. */
  static String exchange(String from, int port, String words) {
    try (Socket socket = open(from, port, words)) {
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
