package io.plinth.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.plinth.fixture.Plinth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.logging.LogType;

/**
 * Every template in a real browser, under the real content security policy. Set {@code
 * plinth.preview} to a folder (and {@code plinth.preview.only} to some of the names) to get
 * pictures.
 */
class PagesBrowserIT {
  private static final int WIDE = Browser.WIDE;
  private static final int PHONE = Browser.PHONE;

  private static PreviewServer server;
  private static Browser page;
  private static ChromeDriver browser;

  @BeforeAll
  static void start() throws IOException {
    page = Browser.start();
    browser = page.driver();
    server = new PreviewServer(0, policy());
  }

  /** As the application sends it. */
  private static String policy() {
    String policy =
        Plinth.shared().anonymous().get("/login").expect(200).header("Content-Security-Policy");
    assertThat(policy).contains("default-src 'none'", "script-src 'self'");
    return policy;
  }

  @AfterAll
  static void stop() {
    if (page != null) {
      page.close();
    }
    if (server != null) {
      server.close();
    }
  }

  @Test
  void pagesBreakNoAccessibilityRule() {
    Map<String, String> broken = new TreeMap<>();
    for (boolean dark : new boolean[] {false, true}) {
      for (String path : wanted()) {
        open(path, WIDE, dark);
        String rules = dark ? page.brokenRulesOfColour() : page.brokenRules();
        if (!rules.isEmpty()) {
          broken.put(path + (dark ? " dark" : ""), rules);
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  @Test
  void pagesKeepThePolicyAndLogNothing() {
    List<String> messages = new ArrayList<>();
    browser.manage().logs().get(LogType.BROWSER);
    for (String path : wanted()) {
      if (!path.equals("/dashboard-lazy")) { // one of its panels fails on purpose
        open(path, WIDE, false);
        browser.manage().logs().get(LogType.BROWSER).forEach(e -> messages.add(path + e));
      }
    }
    assertThat(messages).isEmpty();
  }

  /** Else the test above would hold for any policy, and for none. */
  @Test
  void policyIsInForce() {
    open("/login", WIDE, false);
    browser.manage().logs().get(LogType.BROWSER);
    browser.executeScript(
        "const s = document.createElement('script'); s.textContent = 'window.ran = true';"
            + "document.head.append(s)");
    assertThat(browser.executeScript("return window.ran === true")).isEqualTo(false);
    assertThat(browser.manage().logs().get(LogType.BROWSER).getAll())
        .anyMatch(e -> e.getMessage().contains("Content Security Policy"));
  }

  @Test
  void pagesFitAPhone() {
    List<String> tooWide = new ArrayList<>();
    for (String path : wanted()) {
      open(path, PHONE, false);
      Object width = browser.executeScript("return document.documentElement.scrollWidth");
      if (((Number) width).intValue() > PHONE) {
        tooWide.add(path + " is " + width);
      }
    }
    assertThat(tooWide).isEmpty();
  }

  @Test
  void filtersActAtOnceAndLeaveEmptyOnesOut() {
    open("/dashboard", WIDE, false);
    browser.findElement(By.id("filter-status")).sendKeys("Active");
    await(
        "location.search === '?period=this-year&currency=USD&status=ACTIVE'"
            + " || location.search === '?period=this-year&status=ACTIVE&currency=USD'");
    open("/clients", WIDE, false);
    browser.findElement(By.tagName("body")).sendKeys("/");
    browser.switchTo().activeElement().sendKeys("finch");
    await("location.search === '?sort=-annualRecurring&q=finch'");
    assertThat(browser.switchTo().activeElement().getAttribute("id")).isEqualTo("filter-q");
  }

  @Test
  void panelsLoadRefreshAndOfferToTryAgain() {
    open("/dashboard-lazy", WIDE, false);
    await("document.querySelectorAll('.panel.lazy').length === 1");
    await("!!document.querySelector('#panel-top-clients [data-refresh]')");
    assertThat(browser.findElement(By.id("panel-top-clients")).getText())
        .contains("did not arrive", "7f3a9c1d20b84e55");
    browser.executeScript("document.querySelector('#panel-months .chart').remove()");
    browser.findElement(By.id("panel-months-refresh")).click();
    await("document.querySelectorAll('#panel-months .chart').length === 2");
  }

  @Test
  void arrowsWalkThroughAChart() {
    open("/dashboard", WIDE, false);
    browser.executeScript("document.querySelector('.pt').focus()");
    browser.switchTo().activeElement().sendKeys(Keys.ARROW_RIGHT, Keys.ARROW_RIGHT);
    assertThat(browser.switchTo().activeElement().getAttribute("aria-label"))
        .startsWith("Mar 2026 · $");
    assertThat(
            browser.executeScript(
                "return document.querySelectorAll('.plot .pt[tabindex=\"0\"]').length"))
        .isEqualTo(2L);
  }

  @Test
  void themeIsKept() {
    open("/clients", WIDE, false);
    browser.findElement(By.cssSelector("details.menu summary")).click();
    browser.findElement(By.cssSelector("[data-theme-set=dark]")).click();
    browser.navigate().refresh();
    assertThat(browser.findElement(By.tagName("html")).getAttribute("data-theme"))
        .isEqualTo("dark");
    browser.executeScript("localStorage.clear()");
  }

  @Test
  void pictures() throws IOException {
    String folder = System.getProperty("plinth.preview");
    Assumptions.assumeTrue(folder != null, "no pictures asked for");
    Files.createDirectories(Path.of(folder));
    for (String path : wanted()) {
      for (int width : new int[] {WIDE, PHONE}) {
        for (boolean dark : new boolean[] {false, true}) {
          open(path, width, dark);
          String name = path.substring(1) + "-" + width + (dark ? "-dark" : "") + ".png";
          Files.write(Path.of(folder, name), picture());
        }
      }
    }
  }

  private static List<String> wanted() {
    String only = System.getProperty("plinth.preview.only", "");
    return server.paths().stream()
        .filter(p -> only.isEmpty() || List.of(only.split(",")).contains(p.substring(1)))
        .toList();
  }

  private static void open(String path, int width, boolean dark) {
    page.show(width, dark);
    browser.get(server.address() + path);
    if (path.endsWith("-lazy")) {
      browser.executeAsyncScript("setTimeout(arguments[0], 900)");
    }
  }

  private static void await(String condition) {
    page.await(condition);
  }

  private static byte[] picture() {
    Object data =
        browser
            .executeCdpCommand(
                "Page.captureScreenshot", Map.of("captureBeyondViewport", true, "format", "png"))
            .get("data");
    return Base64.getDecoder().decode((String) data);
  }
}
