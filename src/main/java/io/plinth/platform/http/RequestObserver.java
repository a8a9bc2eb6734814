package io.plinth.platform.http;

/** Is told of every request when it has ended: metrics, access log, traces. Must be quick. */
public interface RequestObserver {
  void ended(RequestContext context, RequestOutcome outcome);
}
