package io.plinth.clients.importer;

import io.plinth.platform.settings.Firm;
import io.plinth.platform.settings.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** The firm's settings that imports follow. */
@ApplicationScoped
public class ImportSettings {
  private ImportDefaults defaults;
  private long maxUpload;

  protected ImportSettings() {}

  @Inject
  public ImportSettings(Settings settings, Firm firm) {
    defaults =
        new ImportDefaults(
            firm.zone(),
            settings.choice("plinth.firm.hours-rounding", Rounding.class),
            settings.find("plinth.import.fallback-client").orElse(null),
            null);
    maxUpload = settings.number("plinth.http.max-upload", 1, 10L << 30);
  }

  /**
   * What holds where neither file nor mapping says otherwise; an entry's currency is its client's.
   */
  ImportDefaults defaults() {
    return defaults;
  }

  /** The largest file, in bytes. */
  long maxUpload() {
    return maxUpload;
  }
}
