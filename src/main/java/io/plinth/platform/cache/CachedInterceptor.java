package io.plinth.platform.cache;

import io.plinth.platform.http.RequestContext;
import io.plinth.platform.security.Access;
import io.plinth.platform.security.Principal;
import io.plinth.platform.settings.Firm;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.concurrent.Callable;

/** Asks the cache before the transaction that {@link Cached} methods would need is begun. */
@Interceptor
@Cached
@Priority(Interceptor.Priority.LIBRARY_BEFORE - 100)
public class CachedInterceptor {
  private final ResultCache cache;
  private final Access access;
  private final RecentWriters writers;
  private final Firm firm;
  private final Instance<Object> services;

  @Inject
  public CachedInterceptor(
      ResultCache cache,
      Access access,
      RecentWriters writers,
      Firm firm,
      @Any Instance<Object> services) {
    this.cache = cache;
    this.access = access;
    this.writers = writers;
    this.firm = firm;
    this.services = services;
  }

  @AroundInvoke
  Object answer(InvocationContext invocation) throws Exception {
    if (!cache.isUsable()) {
      return invocation.proceed();
    }
    Method method = invocation.getMethod();
    Object[] arguments = invocation.getParameters();
    Principal principal = access.principal();
    String scope = principal.dataScope(method.getAnnotation(Cached.class).sharedBy());
    ResultKey key = new ResultKey(method, Arrays.asList(arguments), scope, firm.today());
    return cache.get(
        key, invocation::proceed, again(method, arguments, principal), isAnewWanted(principal));
  }

  /** A reader who asks for it gets what is computed now; so does who wrote on another node. */
  private boolean isAnewWanted(Principal principal) {
    if (writers.isRecentElsewhere(principal.userId())) {
      return true;
    }
    RequestContext context = RequestContext.current();
    return context != null && Answers.isAnewWanted(context.request());
  }

  /** The same call once more, for when this one has been answered: through the container again. */
  private Callable<Object> again(Method method, Object[] arguments, Principal principal) {
    return () ->
        access.as(
            principal,
            () -> {
              try {
                return method.invoke(services.select(method.getDeclaringClass()).get(), arguments);
              } catch (InvocationTargetException e) {
                throw new IllegalStateException(e.getCause());
              } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
              }
            });
  }
}
