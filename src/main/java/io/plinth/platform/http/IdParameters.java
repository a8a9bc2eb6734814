package io.plinth.platform.http;

import io.plinth.platform.error.ProblemException;
import jakarta.ws.rs.ext.ParamConverter;
import jakarta.ws.rs.ext.ParamConverterProvider;
import jakarta.ws.rs.ext.Provider;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;

/** Ids in paths: what is none is a 400, where JAX-RS would answer 404. */
@Provider
public class IdParameters implements ParamConverterProvider {

  @Override
  @SuppressWarnings("unchecked")
  public <T> ParamConverter<T> getConverter(
      Class<T> rawType, Type genericType, Annotation[] annotations) {
    return rawType == long.class || rawType == Long.class
        ? (ParamConverter<T>) new IdConverter()
        : null;
  }

  private static final class IdConverter implements ParamConverter<Long> {
    @Override
    public Long fromString(String value) {
      if (value == null) {
        return null;
      }
      try {
        return Ids.parse(value);
      } catch (IllegalArgumentException e) {
        throw ProblemException.invalidParameter(
            "id", "An id is a positive whole number, not \"" + value + "\".");
      }
    }

    @Override
    public String toString(Long value) {
      return String.valueOf(value);
    }
  }
}
