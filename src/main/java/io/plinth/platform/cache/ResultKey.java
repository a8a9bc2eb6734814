package io.plinth.platform.cache;

import java.lang.reflect.Method;
import java.time.LocalDate;
import java.util.List;

/**
 * What makes two calls one: the method, its arguments, what the caller may see, and the day, which
 * "today" in a computation refers to. A whole answer has no method; its arguments are what it
 * depends on in the request.
 */
record ResultKey(Method method, List<Object> arguments, String scope, LocalDate day) {}
