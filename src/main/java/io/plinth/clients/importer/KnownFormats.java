package io.plinth.clients.importer;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Recognises a file by its header. Each format is told by the few columns it never lacks and the
 * others never have together; all further columns may come, go and move.
 */
final class KnownFormats {

  private static final String[] TIME_FROM = {"from", "begin", "start", "von", "beginn", "anfang"};
  private static final String[] TIME_TO = {"to", "end", "bis", "ende"};
  private static final String[] ACTIVITY = {"activity", "tätigkeit", "aktivität"};
  private static final String[] CUSTOMER = {"customer", "kunde", "client"};
  private static final String[] DURATION = {"duration", "dauer"};
  private static final String[] DATE = {"date", "datum"};

  private final Header header;
  private final Map<ImportField, Integer> columns = new EnumMap<>(ImportField.class);
  private final List<Integer> fallbacks = new ArrayList<>();
  private final List<Integer> amounts = new ArrayList<>();
  private int endDate = Header.NONE;
  private int lastName = Header.NONE;
  private boolean openDuration;

  private KnownFormats(Header header) {
    this.header = header;
  }

  /** The layout of the format whose header this is; empty when no format is recognised. */
  static Optional<Layout> detect(Header header) {
    return Optional.ofNullable(new KnownFormats(header).detect());
  }

  private Layout detect() {
    if (header.has("start date") && header.has("start time", "end date", "duration")) {
      boolean clockifyOnly =
          header.has("duration (h)", "duration (decimal)", "group", "activity")
              || header.findMoney("billable rate") != Header.NONE;
      return clockifyOnly || !header.has("duration") ? clockify() : toggl();
    }
    if (header.has(DATE)
        && header.has("hours", "stunden")
        && header.has("first name", "last name", "vorname", "nachname", "project code")) {
      return harvest();
    }
    boolean kimaiPeople = header.has(CUSTOMER) && header.has(ACTIVITY);
    if (header.has(DATE)
        && header.has(DURATION)
        && (kimaiPeople || (header.has(TIME_FROM) && header.has(ACTIVITY)))) {
      return kimai();
    }
    return generic();
  }

  private Layout toggl() {
    common();
    put(ImportField.DATE, "start date");
    put(ImportField.START, "start time");
    put(ImportField.END, "end time", "stop time");
    endDate = header.find("end date", "stop date");
    put(ImportField.HOURS, "duration");
    amount("amount");
    return layout(SourceFormat.TOGGL);
  }

  private Layout clockify() {
    common();
    put(ImportField.TASK, "task", "activity");
    put(ImportField.DATE, "start date");
    put(ImportField.START, "start time");
    put(ImportField.END, "end time");
    endDate = header.find("end date");
    for (String name : new String[] {"duration (h)", "duration (decimal)", "duration"}) {
      if (header.has(name)) {
        fallbacks.add(header.find(name));
      }
    }
    putAt(ImportField.RATE, header.findMoney("billable rate", "hourly rate", "rate"));
    amount("billable amount", "amount");
    return layout(SourceFormat.CLOCKIFY);
  }

  private Layout harvest() {
    common();
    put(ImportField.DATE, DATE);
    put(ImportField.DESCRIPTION, "notes", "notizen", "anmerkungen", "notiz");
    put(ImportField.HOURS, "hours", "stunden");
    put(ImportField.USER, "first name", "vorname");
    lastName = header.find("last name", "nachname");
    if (!columns.containsKey(ImportField.USER)) {
      putAt(ImportField.USER, lastName);
      lastName = Header.NONE;
    }
    String[] rate = {
      "billable rate",
      "abrechenbarer satz",
      "abrechenbarer stundensatz",
      "stundensatz",
      "verrechnungssatz",
      "abrechnungssatz",
      "fakturierbarer satz"
    };
    putAt(ImportField.RATE, header.findMoney(rate));
    amount("billable amount", "abrechenbarer betrag", "fakturierbarer betrag");
    amount("cost rate", "kostensatz");
    amount("cost amount", "kostenbetrag", "kosten");
    return layout(SourceFormat.HARVEST);
  }

  private Layout kimai() {
    common();
    put(ImportField.TASK, ACTIVITY);
    put(ImportField.DATE, DATE);
    put(ImportField.START, TIME_FROM);
    put(ImportField.END, TIME_TO);
    put(ImportField.USER, "user", "benutzer", "name", "username", "benutzername");
    put(ImportField.HOURS, DURATION);
    openDuration = true;
    String[] rate = {"hourly rate", "stundenlohn", "stundensatz", "hourly price", "stundenpreis"};
    putAt(ImportField.RATE, header.findMoney(rate));
    amount("rate", "price", "lohn", "preis", "betrag", "total rate", "gesamt");
    amount("fixed rate", "festbetrag", "festpreis");
    return layout(SourceFormat.KIMAI);
  }

  private Layout generic() {
    common();
    put(ImportField.DATE, "date", "day", "work date", "spent on", "spent date", "datum");
    put(
        ImportField.START,
        "start",
        "started at",
        "start time",
        "started",
        "begin",
        "from",
        "von",
        "beginn");
    put(
        ImportField.END,
        "end",
        "ended at",
        "end time",
        "ended",
        "stop",
        "stop time",
        "finish",
        "until",
        "to",
        "bis",
        "ende");
    put(ImportField.MINUTES, "minutes", "duration minutes", "duration (minutes)", "minuten");
    put(
        ImportField.HOURS,
        "hours",
        "duration hours",
        "duration (hours)",
        "duration (h)",
        "stunden");
    if (!columns.containsKey(ImportField.HOURS) && !columns.containsKey(ImportField.MINUTES)) {
      // Before "decimal", which is rounded to a hundredth of an hour.
      put(ImportField.HOURS, DURATION);
      openDuration = columns.containsKey(ImportField.HOURS);
    }
    if (!columns.containsKey(ImportField.HOURS)) {
      put(ImportField.HOURS, "duration (decimal)");
    }
    putAt(
        ImportField.RATE, header.findMoney("hourly rate", "billable rate", "rate", "stundensatz"));
    amount("amount", "billable amount", "betrag");
    boolean when = columns.containsKey(ImportField.DATE) || columns.containsKey(ImportField.START);
    return when && LayoutResolver.tellsDuration(columns) && tellsWhat()
        ? layout(SourceFormat.GENERIC)
        : null;
  }

  private boolean tellsWhat() {
    return columns.containsKey(ImportField.CLIENT)
        || columns.containsKey(ImportField.SERVICE)
        || columns.containsKey(ImportField.TASK)
        || columns.containsKey(ImportField.DESCRIPTION);
  }

  /** The columns that several formats name alike. */
  private void common() {
    put(
        ImportField.CLIENT,
        "client",
        "customer",
        "client name",
        "customer name",
        "organization",
        "organisation",
        "company",
        "kunde");
    put(ImportField.SERVICE, "project", "project name", "service", "projekt", "leistung");
    put(ImportField.USER, "user", "user name", "username", "person", "employee", "benutzer");
    put(ImportField.EMAIL, "email", "e-mail", "user email", "email address", "e-mail-adresse");
    put(ImportField.TASK, "task", "task name", "activity", "aufgabe", "tätigkeit");
    put(
        ImportField.DESCRIPTION,
        "description",
        "notes",
        "note",
        "comment",
        "beschreibung",
        "bemerkung",
        "notizen");
    put(ImportField.TAGS, "tags", "tag", "labels", "schlagworte", "schlagwörter");
    put(
        ImportField.BILLABLE,
        "billable",
        "billable?",
        "is billable",
        "abrechenbar",
        "abrechenbar?",
        "fakturierbar",
        "fakturierbar?",
        "verrechenbar",
        "verrechenbar?");
    put(ImportField.CURRENCY, "currency", "währung");
  }

  private void put(ImportField field, String... names) {
    putAt(field, header.find(names));
  }

  private void putAt(ImportField field, int column) {
    if (column != Header.NONE) {
      columns.put(field, column);
    }
  }

  private void amount(String... names) {
    int column = header.findMoney(names);
    if (column != Header.NONE) {
      amounts.add(column);
    }
  }

  private Layout layout(SourceFormat format) {
    int rate = columns.getOrDefault(ImportField.RATE, Header.NONE);
    String currency = header.currencyOf(rate);
    for (int i = 0; currency == null && i < amounts.size(); i++) {
      currency = header.currencyOf(amounts.get(i));
    }
    boolean clockWins = format == SourceFormat.CLOCKIFY;
    return new Layout(
        format,
        columns,
        endDate,
        lastName,
        openDuration,
        fallbacks,
        clockWins,
        true,
        amounts,
        currency);
  }
}
