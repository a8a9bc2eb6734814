package io.plinth.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.plinth.fixture.Given;
import io.plinth.fixture.Person;
import io.plinth.fixture.Plinth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.support.ui.Select;

/** The application as people use it, from the sign-in to the dashboard, in a real browser. */
class AppBrowserIT {
  private static final Path LOG =
      Path.of("../shared/data/timesheets/cesaw_time_log_organization_c.csv");
  private static final List<String> PANELS =
      List.of("figures", "months", "follow-ups", "statuses", "pipeline", "top-clients");
  private final Plinth plinth = Plinth.shared();
  private final Given given = plinth.given();
  private Browser browser;

  @BeforeEach
  void start() {
    browser = Browser.start();
  }

  @AfterEach
  void stop() {
    if (browser != null) {
      browser.close();
    }
  }

  @Test
  void everyPanelOfTheDashboardArrivesAndNothingBreaksThePolicy() {
    given.createClient();
    signIn(Plinth.ADMIN, Plinth.ADMIN_PASSWORD);
    awaitPanels();
    for (String panel : PANELS) {
      assertThat(text("panel-" + panel)).isNotBlank().doesNotContain("did not arrive");
    }
    assertThat(browser.messages()).isEmpty();
  }

  @Test
  void everyPageIsAccessibleInLightAndDark() {
    long client = given.createClient();
    given.createService(client);
    signIn(Plinth.ADMIN, Plinth.ADMIN_PASSWORD);
    Map<String, String> broken = new TreeMap<>();
    for (String path : pages(client)) {
      for (boolean dark : new boolean[] {false, true}) {
        browser.show(Browser.WIDE, dark);
        open(path);
        String rules = dark ? browser.brokenRulesOfColour() : browser.brokenRules();
        if (!rules.isEmpty()) {
          broken.put(path + (dark ? " dark" : ""), rules);
        }
      }
      browser.show(Browser.PHONE, false);
      open(path);
      Object width = browser.driver().executeScript("return document.documentElement.scrollWidth");
      if (((Number) width).intValue() > Browser.PHONE) {
        broken.put(path + " on a phone", "is " + width + " pixels wide");
      }
    }
    assertThat(broken).isEmpty();
    assertThat(browser.messages()).allMatch(m -> m.contains("/nowhere") && m.contains("404"));
  }

  private static List<String> pages(long client) {
    return List.of(
        "/?panels=all",
        "/clients",
        "/clients/" + client,
        "/clients/new",
        "/clients/" + client + "/edit",
        "/clients/" + client + "/services/new",
        "/import",
        "/audit",
        "/password",
        "/api",
        "/operations",
        "/operations/panels/routes",
        "/jobs",
        "/nowhere");
  }

  @Test
  void logIsImportedByPageAndASecondTimeCreatesNothing() throws IOException {
    String client = Given.unique("Lighthouse");
    Path file = Files.createTempFile("log", ".csv");
    Files.writeString(
        file,
        "User,Email,Client,Project,Task,Description,Billable,Start date,Start time,End date,End time,"
            + "Duration,Tags\n"
            + "Ada,ada@example.com,%s,Beacon,,Lamps,Yes,2026-03-02,09:00:00,2026-03-02,10:30:00,01:30:00,\n"
                .formatted(client)
            + "Ada,ada@example.com,%s,Beacon,,Nothing,Yes,2026-03-02,11:00:00,2026-03-02,11:00:00,00:00:00,\n"
                .formatted(client));
    signIn(Plinth.ADMIN, Plinth.ADMIN_PASSWORD);
    upload(file);
    assertThat(text("main")).contains("Toggl", "2 rows in the file", "1 problem", client, "1.50");
    press("import");
    assertReport("Completed", "1 entries", "Zero length");
    upload(file);
    press("import");
    assertReport("Completed", "0 entries", "Zero length");
    open("/clients?q=" + client.replace(" ", "%20"));
    assertThat(text("main")).contains(client, "1.50");
  }

  @Test
  void realLogIsImportedByPageWithAMappingOfOnesOwn() {
    Assumptions.assumeTrue(Files.exists(LOG), "the shared time logs are not there");
    signIn(Plinth.ADMIN, Plinth.ADMIN_PASSWORD);
    upload(LOG);
    assertThat(text("main")).contains("There is a problem");
    Map.of(
            "client", "organization",
            "service", "project_key",
            "user", "person_key",
            "start", "time_log_start_date",
            "end", "time_log_end_date",
            "minutes", "time_log_delta_minutes",
            "task", "phase_short_name",
            "sourceId", "time_log_fact_key")
        .forEach((key, column) -> select(key).selectByValue(column));
    type("dateFormat", "M/d/yyyy H:mm");
    type("sourceSystem", Given.unique("page"));
    select("rounding").selectByValue("NONE");
    press("preview");
    assertThat(text("main")).contains("42,450 rows in the file", "210 problems", "16 Sep 2011");
    press("import");
    assertReport("Completed", "42,240 entries", "27,412.85 hours", "210 problems");
  }

  @Test
  void everythingIsThereWithoutScripts() {
    browser.close();
    browser = Browser.startWithoutScripts();
    given.createClient();
    signIn(Plinth.ADMIN, Plinth.ADMIN_PASSWORD);
    browser.follow(By.cssSelector("#panel-statuses a.skeleton"));
    assertThat(text("main")).contains("Clients by status", "Prospect");
    open("/");
    browser.follow(By.linkText("Show all panels at once"));
    assertThat(browser.driver().getCurrentUrl()).contains("panels=all");
    assertThat(text("main")).contains("Annual recurring revenue", "Pipeline by stage", "overdue");
  }

  @Test
  void staffSeeHoursAndNoMoney() {
    Person staff = given.createUser("Staff");
    long client = given.createClient();
    signIn(staff.username(), staff.password());
    if (browser.driver().getCurrentUrl().endsWith("/password")) {
      changePassword(staff.password());
    }
    awaitPanels();
    assertThat(text("main")).doesNotContain("$", "revenue", "Revenue").contains("Hours");
    open("/clients/" + client);
    assertThat(text("main")).doesNotContain("$", "revenue", "Revenue");
    open("/import");
    assertThat(text("main")).contains("You may not open this");
  }

  private void changePassword(String old) {
    type("current", old);
    type("password", "another long password");
    type("again", "another long password");
    browser.follow(By.cssSelector("main button[type=submit]"));
  }

  private void signIn(String name, String password) {
    browser.show(Browser.WIDE, false);
    open("/");
    type("username", name);
    type("password", password);
    browser.follow(By.cssSelector("main button[type=submit]"));
    browser.messages();
  }

  /** By name and not by number: only to that name does the browser send secure cookies. */
  private void open(String path) {
    browser.driver().get("http://localhost:" + plinth.baseUri().getPort() + path);
  }

  private void awaitPanels() {
    browser.await("document.querySelectorAll('.panel').length >= 6");
    browser.await("document.querySelectorAll('.panel.lazy').length === 0");
  }

  private void upload(Path file) {
    open("/import");
    browser
        .driver()
        .findElement(By.name("file"))
        .sendKeys(file.toAbsolutePath().normalize().toString());
    browser.follow(By.cssSelector("main button[type=submit]"));
  }

  private void press(String action) {
    browser.follow(By.cssSelector("button[value=" + action + "]"));
  }

  private void assertReport(String state, String... parts) {
    browser.await(
        "!document.querySelector('#cancel') && !!document.querySelector('#import-state')");
    List<String> expected = new ArrayList<>(List.of(parts));
    expected.add(state);
    assertThat(text("main").replace('\n', ' ')).contains(expected);
  }

  private Select select(String name) {
    return new Select(browser.driver().findElement(By.name(name)));
  }

  private void type(String name, String text) {
    browser.driver().findElement(By.name(name)).clear();
    browser.driver().findElement(By.name(name)).sendKeys(text);
  }

  private String text(String id) {
    return browser.driver().findElement(By.id(id)).getText();
  }
}
