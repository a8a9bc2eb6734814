package io.plinth.platform.http;

import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Feature;
import jakarta.ws.rs.core.FeatureContext;
import jakarta.ws.rs.ext.Provider;
import java.util.function.Function;
import org.glassfish.jersey.internal.inject.AbstractBinder;
import org.glassfish.jersey.media.multipart.MultiPartFeature;
import org.glassfish.jersey.server.ContainerRequest;
import org.glassfish.jersey.server.model.Parameter;
import org.glassfish.jersey.server.spi.internal.ValueParamProvider;

/**
 * Hands the records that {@link RouteFilter} has bound to parameters marked {@link Query}, and
 * takes uploads.
 */
@Provider
public class QueryFeature implements Feature {

  @Override
  public boolean configure(FeatureContext context) {
    context.register(MultiPartFeature.class);
    context.register(
        new AbstractBinder() {
          @Override
          protected void configure() {
            bind(QueryValues.class).to(ValueParamProvider.class).in(Singleton.class);
          }
        });
    return true;
  }

  /** Jersey's hook for parameters of our own. */
  public static class QueryValues implements ValueParamProvider {
    @Override
    public Function<ContainerRequest, ?> getValueProvider(Parameter parameter) {
      if (!parameter.isAnnotationPresent(Query.class)) {
        return null;
      }
      String property = RouteFilter.BOUND + parameter.getRawType().getName();
      return request -> request.getProperty(property);
    }

    @Override
    public PriorityType getPriority() {
      return Priority.HIGH;
    }
  }
}
