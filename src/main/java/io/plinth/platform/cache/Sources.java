package io.plinth.platform.cache;

import io.plinth.platform.http.RequestContext;
import io.plinth.platform.persistence.StatementLog;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;

/**
 * What the request on this thread is answered from: kept results, and whether it has also asked the
 * database for something that nobody keeps. An answer made from kept results alone is as good as
 * they are.
 */
final class Sources {
  private static final String ATTRIBUTE = Sources.class.getName();
  private final List<Source> results = new ArrayList<>();
  private int expected;

  /** Of whatever comes from here on. */
  static void begin(HttpServletRequest request) {
    Sources sources = new Sources();
    sources.expected = StatementLog.transactionsOfThread();
    request.setAttribute(ATTRIBUTE, sources);
  }

  private static Sources current() {
    RequestContext context = RequestContext.current();
    return context == null ? null : (Sources) context.request().getAttribute(ATTRIBUTE);
  }

  static void used(Held held) {
    Sources sources = current();
    if (sources != null) {
      sources.results.add(held.source);
    }
  }

  /** Notes the transactions that computing a result took on this thread. */
  static void computed(int transactions) {
    Sources sources = current();
    if (sources != null) {
      sources.expected += transactions;
    }
  }

  /** All of them; empty where there was anything else. */
  static List<Source> ofAnswer() {
    Sources sources = current();
    boolean all = sources != null && sources.expected == StatementLog.transactionsOfThread();
    return all ? List.copyOf(sources.results) : List.of();
  }
}
