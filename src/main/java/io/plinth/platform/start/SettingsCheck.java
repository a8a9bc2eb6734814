package io.plinth.platform.start;

import io.plinth.platform.settings.Settings;
import io.plinth.platform.settings.SettingsException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import java.lang.reflect.Constructor;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Makes, before anything else happens, every bean whose constructor takes {@link Settings}: a wrong
 * value is told then, and not when somebody first needs it. Nobody can forget it, for nobody may
 * keep settings and read them later (a rule of the architecture).
 */
@ApplicationScoped
public class SettingsCheck {
  private BeanManager beans;

  protected SettingsCheck() {}

  @Inject
  public SettingsCheck(BeanManager beans) {
    this.beans = beans;
  }

  /** All that is wrong, each said once. */
  List<String> complaints() {
    Set<String> complaints = new LinkedHashSet<>();
    for (Bean<?> bean : beans.getBeans(Object.class, Any.Literal.INSTANCE)) {
      if (readsSettings(bean)) {
        try {
          make(bean);
        } catch (RuntimeException e) {
          complaints.add(complaint(e));
        }
      }
    }
    return List.copyOf(complaints);
  }

  private static boolean readsSettings(Bean<?> bean) {
    return bean.getScope() == ApplicationScoped.class
        && bean.getInjectionPoints().stream()
            .anyMatch(
                point ->
                    point.getType() == Settings.class && point.getMember() instanceof Constructor);
  }

  /** The bean itself, where a reference to it would be a proxy that makes it when it is called. */
  private <T> void make(Bean<T> bean) {
    beans.getContext(bean.getScope()).get(bean, beans.createCreationalContext(bean));
  }

  private static String complaint(RuntimeException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SettingsException) {
        return cause.getMessage();
      }
    }
    throw failure;
  }
}
