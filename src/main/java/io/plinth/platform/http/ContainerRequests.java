package io.plinth.platform.http;

import java.io.IOException;
import org.glassfish.grizzly.filterchain.BaseFilter;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.FilterChainEvent;
import org.glassfish.grizzly.filterchain.NextAction;
import org.glassfish.grizzly.http.HttpContent;
import org.glassfish.grizzly.http.HttpEvents;
import org.glassfish.grizzly.http.HttpHeader;
import org.glassfish.grizzly.http.HttpRequestPacket;
import org.glassfish.grizzly.http.HttpResponsePacket;
import org.glassfish.grizzly.http.HttpServerFilter;

/**
 * Sees requests behind the container's parser and in front of all else, and mends three things
 * there.
 *
 * <p>A request that offers to go on in another protocol ({@code Upgrade: h2c}, as the JDK's client
 * does with every one) is taken for one that has done so: its body never ends, its answer lacks its
 * type, its connection is closed. The offer is not taken up here, and so it is forgotten.
 *
 * <p>A path that cannot be decoded is answered 200 without content, or 400 without a word; it is
 * handed to {@link ContainerErrorServlet}. And TRACE, which the container refuses by itself, goes
 * the way of every other method that nobody knows.
 *
 * <p>It is there before the application and after it: once closed, it answers everybody itself, for
 * without the application the container has but an empty 500 or 404 for them.
 */
final class ContainerRequests extends BaseFilter {
  private final Goodbye goodbye = new Goodbye();
  private volatile boolean closed;

  /** From now on nobody gets past. */
  void close() {
    closed = true;
  }

  @Override
  public NextAction handleEvent(FilterChainContext context, FilterChainEvent event) {
    if (event instanceof HttpEvents.IncomingHttpUpgradeEvent upgrade) {
      HttpHeader header = upgrade.getHttpHeader();
      header.setIgnoreContentModifiers(false);
      header.getUpgradeDC().recycle();
    }
    return context.getInvokeAction();
  }

  @Override
  public NextAction handleRead(FilterChainContext context) throws IOException {
    if (context.getMessage() instanceof HttpContent content
        && content.getHttpHeader() instanceof HttpRequestPacket request) {
      if (closed) {
        return refuse(request, context);
      }
      mend(request);
    }
    return context.getInvokeAction();
  }

  /** Once; the parser goes past the rest of a body by itself. */
  private NextAction refuse(HttpRequestPacket request, FilterChainContext context) {
    HttpResponsePacket response = request.getResponse();
    if (!response.isCommitted()) {
      context.write(goodbye.to(request, response));
      context.notifyDownstream(HttpServerFilter.RESPONSE_COMPLETE_EVENT);
    }
    return context.getStopAction();
  }

  private static void mend(HttpRequestPacket request) {
    if (request.getMethodDC().equals("TRACE")) {
      request.setMethod("trace");
    }
    String path = request.getRequestURI();
    if (!Paths.isSound(path)) {
      request.setRequestURI(ContainerErrorServlet.PATH);
      request.setQueryString(ContainerErrorServlet.BAD_PATH + path);
    }
  }
}
