package io.plinth.platform.audit;

import io.plinth.platform.http.AddressBlocks;
import io.plinth.platform.http.RequestContext;
import io.plinth.platform.http.RequestObserver;
import io.plinth.platform.http.RequestOutcome;
import io.plinth.platform.security.Secret;
import io.plinth.platform.settings.Settings;
import io.plinth.platform.settings.SettingsException;
import io.plinth.platform.start.Started;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Refusals that cost whoever gets them nothing, so that there may be any number: wrong keys, forged
 * forms, sign-ins that a limit kept from being checked, requests beyond a limit. An event each
 * would let anybody fill the trail; none would hide an attack. So those of one address and kind,
 * for one name or key, are one event a minute that says how many.
 *
 * <p>Of one address there are at most {@link #MOST_OF_A_PLACE} names, of all together at most
 * {@link #MOST} rows a minute; what is beyond is counted without its name, or without its address.
 */
@ApplicationScoped
public class RefusalTally implements RequestObserver {
  static final int MOST = 100;
  static final int MOST_OF_A_PLACE = 10;
  private static final Logger LOG = Logger.getLogger(RefusalTally.class.getName());
  private static final Set<Integer> STATUSES = Set.of(401, 403, 429);
  private static final int OVERLOADED = 503;
  private static final Pattern BEARER = Pattern.compile("(?i)bearer (.*)");
  private static final int LONGEST_PATH = 200;
  private static final String SIGN_IN = "sessions:create";
  private static final String REFUSE = "requests:refuse";
  private static final String OTHERS = "other addresses";
  private final Map<Kind, Row> rows = new LinkedHashMap<>();
  private AuditQueue queue;
  private Duration every;
  private ScheduledExecutorService thread;

  /** {@code who}: a name, as it was typed or of who is signed in; or a key's fingerprint. */
  private record Kind(String place, String action, int status, String who) {
    private static final Kind OTHER = new Kind(OTHERS, REFUSE, 0, null);
  }

  /** The first of a kind, and how many there were until when. */
  private static final class Row {
    private final Kind kind;
    private final Instant at = Instant.now();
    private final Long userId;
    private final String name;
    private final String address;
    private final String requestId;
    private final String request;
    private Instant until = at;
    private long count;

    Row(Kind kind, RequestContext context) {
      boolean other = kind.equals(Kind.OTHER);
      this.kind = kind;
      userId = other || kind.action().equals(SIGN_IN) ? null : context.userId();
      name = other || kind.who() == null ? null : context.name();
      address = other ? OTHERS : context.address();
      requestId = context.id();
      request = Changes.storable(request(context), LONGEST_PATH);
    }

    private static String request(RequestContext context) {
      return context.request().getMethod() + " " + context.path();
    }

    AuditEvent event() {
      Map<String, Object> details = new LinkedHashMap<>();
      details.put("count", count);
      details.put("until", until);
      details.put("request", request);
      if (kind.status() > 0) {
        details.put("status", kind.status());
      }
      if (kind.who() != null && name == null) {
        details.put("fingerprint", kind.who());
      }
      return new AuditEvent(
          at,
          userId,
          name,
          null,
          kind.action(),
          kind.action().substring(0, kind.action().indexOf(':')),
          null,
          null,
          Changes.details(details),
          address,
          requestId,
          AuditOutcome.REFUSED);
    }
  }

  protected RefusalTally() {}

  @Inject
  public RefusalTally(AuditQueue queue, Settings settings) {
    this.queue = queue;
    every = settings.duration("plinth.audit.tally");
    if (every.compareTo(Duration.ofSeconds(1)) < 0 || every.compareTo(Duration.ofHours(1)) > 0) {
      throw new SettingsException("plinth.audit.tally", "must be from 1s to 1h");
    }
  }

  void start(@Observes Started event) {
    thread = Executors.newSingleThreadScheduledExecutor(RefusalTally::thread);
    long millis = every.toMillis();
    thread.scheduleWithFixedDelay(this::tell, millis, millis, TimeUnit.MILLISECONDS);
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "plinth-refusals");
    thread.setDaemon(true);
    thread.setContextClassLoader(RefusalTally.class.getClassLoader());
    return thread;
  }

  @Override
  public void ended(RequestContext context, RequestOutcome outcome) {
    int status = outcome.status();
    boolean untried = status == OVERLOADED && isSignIn(context) && outcome.method().equals("POST");
    boolean refused = STATUSES.contains(status) || untried;
    if (refused && !context.isAudited()) {
      count(kind(context, status), context);
    }
  }

  private static boolean isSignIn(RequestContext context) {
    return context.path().startsWith("/login");
  }

  private static Kind kind(RequestContext context, int status) {
    String place = AddressBlocks.place(context.address());
    String authorization = context.request().getHeader("Authorization");
    if (context.userId() == null && authorization != null) {
      return new Kind(place, "api-keys:use", status, fingerprint(authorization));
    }
    return new Kind(place, isSignIn(context) ? SIGN_IN : REFUSE, status, context.name());
  }

  /**
   * Of the key alone, as it is stored: enough to know a key that has expired by. Of anything else,
   * which may be a password, nothing.
   */
  private static String fingerprint(String authorization) {
    Matcher bearer = BEARER.matcher(authorization);
    return bearer.matches()
        ? HexFormat.of().formatHex(Secret.sha256(bearer.group(1).strip()), 0, 4)
        : null;
  }

  private synchronized void count(Kind kind, RequestContext context) {
    Kind kept = rows.containsKey(kind) ? kind : withoutWhat(kind);
    Row row = rows.computeIfAbsent(kept, k -> new Row(k, context));
    row.count++;
    row.until = Instant.now();
  }

  /** What there is no row for, without what there are too many of. */
  private Kind withoutWhat(Kind kind) {
    long here = rows.keySet().stream().filter(k -> k.place().equals(kind.place())).count();
    Kind nameless = new Kind(kind.place(), kind.action(), kind.status(), null);
    Kind wanted = here < MOST_OF_A_PLACE ? kind : nameless;
    return rows.containsKey(wanted) || rows.size() < MOST ? wanted : Kind.OTHER;
  }

  private void tell() {
    try {
      flush();
    } catch (RuntimeException | Error e) {
      LOG.log(Level.WARNING, "Refusals are not in the audit trail: {0}", e.toString());
    }
  }

  /** Adds what there is to the queue, where it may have to wait; meanwhile others are counted. */
  void flush() {
    List<Row> told;
    synchronized (this) {
      told = new ArrayList<>(rows.values());
      rows.clear();
    }
    told.forEach(row -> queue.add(row.event()));
  }

  /** Before the queue, which stores what is left. */
  void stop(
      @Observes
          @Priority(Interceptor.Priority.LIBRARY_BEFORE)
          @BeforeDestroyed(ApplicationScoped.class)
          Object event) {
    if (thread != null) {
      thread.shutdown();
    }
    tell();
  }
}
