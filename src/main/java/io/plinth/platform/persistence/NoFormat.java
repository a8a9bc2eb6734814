package io.plinth.platform.persistence;

import org.hibernate.type.descriptor.WrapperOptions;
import org.hibernate.type.descriptor.java.JavaType;
import org.hibernate.type.format.FormatMapper;

/**
 * No entity maps JSON or XML. Saying so keeps Hibernate from looking for libraries that could, and
 * finding the container's, which do not fit ours.
 */
public final class NoFormat implements FormatMapper {
  @Override
  public <T> T fromString(CharSequence text, JavaType<T> type, WrapperOptions options) {
    throw new UnsupportedOperationException();
  }

  @Override
  public <T> String toString(T value, JavaType<T> type, WrapperOptions options) {
    throw new UnsupportedOperationException();
  }
}
