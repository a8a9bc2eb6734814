package io.plinth.platform.http;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * An answer that goes on as server-sent events, without a thread of its own: what is sent waits in
 * memory until the connection takes it. Whoever sends looks at {@link #isIdle} first, so that a
 * client that reads slowly has no more waiting for it than was sent once.
 *
 * <p>Any thread may send, and the container's calls back; whichever comes first writes for all, and
 * none holds a lock while it calls the container.
 */
public final class EventStream implements WriteListener {
  public static final String TYPE = "text/event-stream";
  private static final Logger LOG = Logger.getLogger(EventStream.class.getName());
  private static final byte[] HEARTBEAT = bytes(":\n\n");
  private final Queue<byte[]> pending = new ConcurrentLinkedQueue<>();
  private final AtomicInteger calls = new AtomicInteger();
  private final AsyncContext async;
  private final ServletOutputStream out;
  private volatile boolean started;
  private volatile boolean ending;
  private volatile boolean closed;

  private EventStream(AsyncContext async, ServletOutputStream out) {
    this.async = async;
    this.out = out;
  }

  /** Goes on with the request of this thread, which must have been made asynchronous. */
  public static EventStream open() throws IOException {
    RequestContext context = RequestContext.current();
    AsyncContext async = context.request().getAsyncContext();
    HttpServletResponse response = (HttpServletResponse) async.getResponse();
    response.setStatus(HttpServletResponse.SC_OK);
    response.setContentType(TYPE);
    response.setCharacterEncoding("utf-8");
    response.setHeader("Cache-Control", "private, no-store");
    response.setHeader("Vary", EntityTagFilter.VARY);
    response.setHeader("X-Accel-Buffering", "no"); // or nginx would keep it until it is complete
    context.streams(); // its time is that until it began
    EventStream stream = new EventStream(async, response.getOutputStream());
    async.addListener(new AsyncEnd(() -> stream.closed = true));
    stream.pending.add(HEARTBEAT); // so that the headers go out, whenever the first event comes
    stream.out.setWriteListener(stream);
    return stream;
  }

  /** One event; {@code data} is one line. */
  public void send(long id, String name, String data) {
    add(bytes("id: " + id + "\nevent: " + name + "\ndata: " + data + "\n\n"));
  }

  /** A comment, which shows each end whether the other is still there. */
  public void beat() {
    add(HEARTBEAT);
  }

  /** Ends the answer, once all that was sent has gone. */
  public void end() {
    ending = true;
    write();
  }

  /** Ends the answer now: nobody reads it. */
  public void cut() {
    if (!closed) {
      closed = true;
      async.complete();
    }
  }

  /** Whether it is over, whoever ended it. */
  public boolean isClosed() {
    return closed;
  }

  /** Whether all that was sent has gone. */
  public boolean isIdle() {
    return pending.isEmpty();
  }

  private void add(byte[] event) {
    pending.add(event);
    write();
  }

  @Override
  public void onWritePossible() {
    started = true;
    write();
  }

  @Override
  public void onError(Throwable failure) {
    LOG.log(Level.FINE, "A client has gone", failure);
    cut();
  }

  /** One thread writes; what others bring meanwhile it finds when it looks again. */
  private void write() {
    if (calls.getAndIncrement() > 0) {
      return;
    }
    int seen = 1;
    do {
      try {
        pump();
      } catch (IOException | RuntimeException e) {
        onError(e);
      }
      seen = calls.addAndGet(-seen);
    } while (seen > 0);
  }

  private void pump() throws IOException {
    while (started && !closed && out.isReady()) {
      byte[] next = pending.peek();
      if (next == null) {
        if (ending) {
          cut();
        }
        return;
      }
      out.write(next, 0, next.length);
      pending.remove();
      if (pending.isEmpty() && out.isReady()) {
        out.flush();
      }
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
