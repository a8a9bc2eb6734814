package io.plinth.platform.http;

import io.plinth.platform.start.Started;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.event.Observes;
import java.lang.reflect.Field;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.glassfish.grizzly.filterchain.Filter;
import org.glassfish.grizzly.filterchain.FilterChain;
import org.glassfish.grizzly.http.HttpServerFilter;
import org.glassfish.grizzly.nio.NIOTransport;

/**
 * Puts {@link ContainerRequests} into the container's listeners, for which it has no setting.
 * Payara's own classes are not published, so they are found by name; in a container where they are
 * called otherwise Plinth works without, and says so.
 */
@ApplicationScoped
public class ContainerListeners {
  private static final Logger LOG = Logger.getLogger(ContainerListeners.class.getName());
  private final List<ContainerRequests> installed = new CopyOnWriteArrayList<>();

  void install(@Observes Started started) {
    try {
      for (Object proxy : proxies()) {
        Object listener = call(proxy, "getUnderlyingListener");
        if (((NIOTransport) call(listener, "getTransport")).getProcessor()
            instanceof FilterChain chain) {
          install(chain);
        }
      }
    } catch (ReflectiveOperationException | ClassCastException | LinkageError e) {
      LOG.log(
          Level.WARNING,
          "The container''s listeners cannot be reached: requests with Upgrade: h2c and a body"
              + " fail",
          e);
    }
  }

  /** A listener that speaks HTTP/2 answers offers of it itself. */
  private void install(FilterChain chain) {
    int parser = chain.indexOfType(HttpServerFilter.class);
    boolean http2 = chain.stream().anyMatch(f -> f.getClass().getName().contains(".http2."));
    if (parser < 0 || http2) {
      return;
    }
    ContainerRequests filter = new ContainerRequests();
    if (isOurs(chain.get(parser + 1))) {
      chain.set(parser + 1, filter); // that of a deployment which has gone
    } else {
      chain.add(parser + 1, filter);
    }
    installed.add(filter);
  }

  /** No request gets as far as the application any more; each is answered 503. */
  public void close() {
    installed.forEach(ContainerRequests::close);
  }

  /** However the end comes: it may not have been announced. */
  void end(@Observes @BeforeDestroyed(ApplicationScoped.class) Object event) {
    close();
  }

  /** By name: another deployment has a class of its own. */
  private static boolean isOurs(Filter filter) {
    return filter.getClass().getName().equals(ContainerRequests.class.getName());
  }

  private static Collection<?> proxies() throws ReflectiveOperationException {
    Class<?> type = Class.forName("com.sun.enterprise.v3.services.impl.GrizzlyService");
    Object service =
        Class.forName("org.glassfish.internal.api.Globals")
            .getMethod("get", Class.class)
            .invoke(null, type);
    Field proxies = type.getDeclaredField("proxies");
    proxies.setAccessible(true);
    return (Collection<?>) proxies.get(service);
  }

  private static Object call(Object target, String method) throws ReflectiveOperationException {
    return target.getClass().getMethod(method).invoke(target);
  }
}
