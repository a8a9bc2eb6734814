package io.plinth.platform.jobs;

import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.util.TypeLiteral;
import java.lang.annotation.Annotation;
import java.util.Iterator;
import java.util.List;

/** One handler, as the container would hand it in. */
record HandlerInstance(JobHandler handler) implements Instance<JobHandler> {
  @Override
  public Iterator<JobHandler> iterator() {
    return List.of(handler).iterator();
  }

  @Override
  public JobHandler get() {
    return handler;
  }

  @Override
  public Instance<JobHandler> select(Annotation... qualifiers) {
    throw new UnsupportedOperationException();
  }

  @Override
  public <U extends JobHandler> Instance<U> select(Class<U> type, Annotation... qualifiers) {
    throw new UnsupportedOperationException();
  }

  @Override
  public <U extends JobHandler> Instance<U> select(TypeLiteral<U> type, Annotation... qualifiers) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean isUnsatisfied() {
    return false;
  }

  @Override
  public boolean isAmbiguous() {
    return false;
  }

  @Override
  public void destroy(JobHandler instance) {}

  @Override
  public Handle<JobHandler> getHandle() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Iterable<? extends Handle<JobHandler>> handles() {
    throw new UnsupportedOperationException();
  }
}
