package io.plinth.platform.cache;

import io.plinth.platform.persistence.Transactions;
import io.plinth.platform.security.Access;
import io.plinth.platform.security.Principal;
import io.plinth.platform.security.PrincipalRepository;
import io.plinth.platform.start.Started;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * After the start, on a thread of its own: every {@link WarmUp} for every set of permissions that
 * an active person has, so that the first who asks in the morning is answered like the second.
 * Whoever sees only their own rows shares with nobody and is left out.
 */
@ApplicationScoped
public class WarmUps {
  private static final Logger LOG = Logger.getLogger(WarmUps.class.getName());
  private Instance<WarmUp> warmUps;
  private PrincipalRepository people;
  private ResultCache cache;
  private Access access;
  private Transactions tx;

  protected WarmUps() {}

  @Inject
  public WarmUps(
      @Any Instance<WarmUp> warmUps,
      PrincipalRepository people,
      ResultCache cache,
      Access access,
      Transactions tx) {
    this.warmUps = warmUps;
    this.people = people;
    this.cache = cache;
    this.access = access;
    this.tx = tx;
  }

  void start(@Observes Started event) {
    Thread thread = new Thread(this::run, "plinth-warm-up");
    thread.setDaemon(true);
    thread.setContextClassLoader(WarmUps.class.getClassLoader());
    thread.start();
  }

  private void run() {
    try {
      if (cache.isUsable()) {
        List<Set<String>> granted = tx.read(people::listGranted);
        granted.stream().map(WarmUps::somebody).forEach(this::as);
        LOG.info("What people ask first is kept.");
      }
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "Nothing is kept yet: {0}", e.toString());
    }
  }

  private static Principal somebody(Set<String> permissions) {
    return new Principal(0, "warm-up", permissions, null, false);
  }

  private void as(Principal principal) {
    for (WarmUp warmUp : warmUps) {
      if (principal.can(warmUp.sharedBy())) {
        access.as(
            principal,
            () -> {
              warmUp.warmUp();
              return null;
            });
      }
    }
  }
}
