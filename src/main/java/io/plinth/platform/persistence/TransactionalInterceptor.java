package io.plinth.platform.persistence;

import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Demarcates {@link Transactional} methods. A method's own annotation wins over its class's. */
@Interceptor
@Transactional
@Priority(Interceptor.Priority.LIBRARY_BEFORE)
public class TransactionalInterceptor {
  private static final Map<Method, Boolean> READ_ONLY = new ConcurrentHashMap<>();
  private final Transactions transactions;

  @Inject
  public TransactionalInterceptor(Transactions transactions) {
    this.transactions = transactions;
  }

  @AroundInvoke
  Object demarcate(InvocationContext invocation) throws Exception {
    boolean readOnly =
        READ_ONLY.computeIfAbsent(invocation.getMethod(), TransactionalInterceptor::isReadOnly);
    return transactions.call(readOnly, invocation::proceed);
  }

  private static boolean isReadOnly(Method method) {
    Transactional own = method.getAnnotation(Transactional.class);
    Transactional type = method.getDeclaringClass().getAnnotation(Transactional.class);
    return own != null ? own.readOnly() : type != null && type.readOnly();
  }
}
