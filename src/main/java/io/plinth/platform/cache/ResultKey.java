package io.plinth.platform.cache;

import java.lang.reflect.Method;
import java.time.LocalDate;
import java.util.List;

/**
 * What makes two calls one: the method, its arguments, what the caller may see, and the day, which
 * "today" in a computation refers to.
 */
record ResultKey(Method method, List<Object> arguments, String scope, LocalDate day) {}
