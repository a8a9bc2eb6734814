package io.plinth.testing;

import io.plinth.platform.settings.DefaultSettings;
import io.plinth.platform.settings.Settings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigValue;
import org.eclipse.microprofile.config.spi.ConfigBuilder;
import org.eclipse.microprofile.config.spi.ConfigProviderResolver;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.eclipse.microprofile.config.spi.Converter;

/** Settings without a container: the packed defaults, and over them what a test says. */
public final class TestSettings {
  private TestSettings() {}

  public static synchronized Settings of(Map<String, String> values) {
    Map<String, String> all = new HashMap<>(new DefaultSettings().getProperties());
    all.putAll(values);
    ConfigProviderResolver.setInstance(new Resolver(new MapConfig(all)));
    try {
      return new Settings();
    } finally {
      ConfigProviderResolver.setInstance(null);
    }
  }

  private record MapConfig(Map<String, String> values) implements Config {
    @Override
    public <T> T getValue(String name, Class<T> type) {
      return type.cast(values.get(name));
    }

    @Override
    public <T> Optional<T> getOptionalValue(String name, Class<T> type) {
      return Optional.ofNullable(getValue(name, type));
    }

    @Override
    public ConfigValue getConfigValue(String name) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Iterable<String> getPropertyNames() {
      return values.keySet();
    }

    @Override
    public Iterable<ConfigSource> getConfigSources() {
      return List.of();
    }

    @Override
    public <T> Optional<Converter<T>> getConverter(Class<T> type) {
      return Optional.empty();
    }

    @Override
    public <T> T unwrap(Class<T> type) {
      throw new IllegalArgumentException();
    }
  }

  private static final class Resolver extends ConfigProviderResolver {
    private final Config config;

    Resolver(Config config) {
      this.config = config;
    }

    @Override
    public Config getConfig() {
      return config;
    }

    @Override
    public Config getConfig(ClassLoader loader) {
      return config;
    }

    @Override
    public ConfigBuilder getBuilder() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void registerConfig(Config other, ClassLoader loader) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void releaseConfig(Config other) {
      throw new UnsupportedOperationException();
    }
  }
}
