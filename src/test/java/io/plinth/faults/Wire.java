package io.plinth.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What lies between Plinth and its database, and can be hurt: {@linkplain #freeze frozen}, so that
 * nothing comes through and nothing is closed, as when a machine or a network hangs; {@linkplain
 * #cut cut} at the very place of a transaction that a test wants; or with a commit that is
 * {@linkplain #holdCommit held up} until nobody waits for it.
 */
final class Wire implements AutoCloseable {
  private static final int BUFFER = 64 * 1024;
  private static final Pattern COMMIT = Pattern.compile("(S_\\d+|)\0COMMIT\0");
  private final int target;
  private final ServerSocket door;
  private final Set<Link> links = ConcurrentHashMap.newKeySet();
  private final Object gate = new Object();
  private boolean frozen;
  private volatile Cut cut;
  private volatile String heldUp;
  private volatile boolean holding;

  /** Where to cut: as the server gives this answer to whoever has sent those words. */
  private record Cut(String sent, String answered) {}

  private Wire(int target, ServerSocket door) {
    this.target = target;
    this.door = door;
  }

  /** To that port of this machine. */
  static Wire to(int target) {
    try {
      Wire wire = new Wire(target, new ServerSocket(0, 100, InetAddress.getLoopbackAddress()));
      thread("wire", wire::accept);
      return wire;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return door.getLocalPort();
  }

  void freeze() {
    synchronized (gate) {
      frozen = true;
    }
  }

  void thaw() {
    synchronized (gate) {
      frozen = false;
      heldUp = null;
      gate.notifyAll();
    }
  }

  /**
   * Cuts, once, the connection that has sent {@code sent}, when the server answers {@code answered}
   * on it: the server has done it, and the client does not hear of it.
   */
  void cut(String sent, String answered) {
    cut = new Cut(sent, answered);
  }

  /** Whether the cut that was asked for has been made. */
  boolean wasCut() {
    return cut == null;
  }

  /** Holds up, until {@link #thaw}, the commit on the connection that has sent {@code sent}. */
  void holdCommit(String sent) {
    heldUp = sent;
  }

  /** Whether a commit is held up at the moment. */
  boolean isHolding() {
    return holding;
  }

  private void accept() {
    while (!door.isClosed()) {
      try {
        Socket client = door.accept();
        connect(client);
      } catch (IOException e) {
        // Closed; or a client that has gone already.
      }
    }
  }

  private void connect(Socket client) throws IOException {
    Socket server = new Socket();
    try {
      server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target), 5_000);
      server.setTcpNoDelay(true);
      client.setTcpNoDelay(true);
    } catch (IOException e) {
      client.close();
      server.close();
      return;
    }
    Link link = new Link(client, server);
    links.add(link);
    thread("wire-out", () -> link.carry(client, server, false));
    thread("wire-back", () -> link.carry(server, client, true));
  }

  private static void thread(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void awaitThaw() throws InterruptedException {
    synchronized (gate) {
      while (frozen) {
        gate.wait();
      }
    }
  }

  /** The first one alone: whoever searches for what was written sends the same words. */
  private void hold() throws InterruptedException {
    synchronized (gate) {
      if (holding) {
        return;
      }
      holding = true;
      while (heldUp != null) {
        gate.wait();
      }
      holding = false;
    }
  }

  @Override
  public void close() throws IOException {
    door.close();
    thaw();
    for (Link link : links) {
      link.close();
    }
  }

  /** A connection: what is said on it, in both directions. */
  private final class Link {
    private final Socket client;
    private final Socket server;
    private volatile boolean marked;
    private String written;
    private String commit;

    Link(Socket client, Socket server) {
      this.client = client;
      this.server = server;
    }

    void carry(Socket from, Socket to, boolean back) {
      byte[] buffer = new byte[BUFFER];
      try {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
          awaitThaw();
          String text = new String(buffer, 0, n, StandardCharsets.ISO_8859_1);
          if (!back) {
            awaitRelease(text);
          }
          if (isCutAt(text, back)) {
            break;
          }
          out.write(buffer, 0, n);
        }
      } catch (IOException e) {
        // One of the two has hung up.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        close();
      }
    }

    /** A statement that was sent often has a name, which goes in its place. */
    private void awaitRelease(String text) throws InterruptedException {
      Matcher named = COMMIT.matcher(text);
      if (named.find()) {
        commit = named.group(1).isEmpty() ? null : "\0" + named.group(1) + "\0";
      }
      boolean commits = text.contains("\0COMMIT\0") || (commit != null && text.contains(commit));
      if (commits && written != null && written.equals(heldUp)) {
        hold();
      }
      String wanted = heldUp;
      written = wanted != null && text.contains(wanted) ? wanted : written;
    }

    private boolean isCutAt(String text, boolean back) {
      Cut wanted = cut;
      if (wanted == null) {
        return false;
      }
      if (!back) {
        marked |= text.contains(wanted.sent());
        return false;
      }
      boolean here = marked && text.contains(wanted.answered());
      if (here) {
        cut = null;
      }
      return here;
    }

    void close() {
      links.remove(this);
      try (client;
          server) {
        // Both, whatever becomes of the first.
      } catch (IOException e) {
        // It has gone.
      }
    }
  }
}
