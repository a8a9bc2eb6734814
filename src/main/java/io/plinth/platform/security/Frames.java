package io.plinth.platform.security;

import io.plinth.platform.cache.Freshness;
import io.plinth.platform.http.RequestContext;
import io.plinth.platform.settings.Firm;
import io.plinth.platform.web.Frame;
import io.plinth.platform.web.FrameSource;
import io.plinth.platform.web.View;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Set;

/** What surrounds every page: the firm, the person, what they may see. */
@ApplicationScoped
public class Frames implements FrameSource {
  private Access access;
  private Firm firm;

  protected Frames() {}

  @Inject
  public Frames(Access access, Firm firm) {
    this.access = access;
    this.firm = firm;
  }

  @Override
  public Frame frame(View view) {
    Principal principal = access.find().orElse(null);
    return new Frame(
        view.title(),
        view.page(),
        principal == null ? null : principal.name(),
        principal == null ? null : principal.csrf(),
        principal == null ? Set.of() : principal.permissions(),
        firm.name(),
        firm.zone(),
        RequestContext.current().locale(),
        RequestContext.current().id(),
        "system",
        Freshness.current().filter(Freshness::stale).map(Freshness::since).orElse(null));
  }
}
