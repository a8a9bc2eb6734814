package io.plinth.browser;

import com.deque.html.axecore.args.AxeRunOnlyOptions;
import com.deque.html.axecore.args.AxeRunOptions;
import com.deque.html.axecore.results.Rule;
import com.deque.html.axecore.selenium.AxeBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.By;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.support.ui.WebDriverWait;

/**
 * Headless Chromium, as Debian packages it. Where there is none, tests are skipped; in CI they
 * fail.
 */
final class Browser implements AutoCloseable {
  static final int WIDE = 1440;
  static final int PHONE = 390;
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int BLOCKED = 2;

  private final ChromeDriver driver;

  private Browser(ChromeOptions options) {
    driver = new ChromeDriver(options);
  }

  static Browser start() {
    return new Browser(options());
  }

  static Browser startWithoutScripts() {
    ChromeOptions options = options();
    options.setExperimentalOption(
        "prefs", Map.of("profile.managed_default_content_settings.javascript", BLOCKED));
    return new Browser(options);
  }

  private static ChromeOptions options() {
    boolean installed = Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER);
    if (!installed && "true".equals(System.getenv("CI"))) {
      throw new IllegalStateException("CI needs Chromium and its driver: " + CHROMIUM);
    }
    Assumptions.assumeTrue(installed, "Chromium and its driver are not installed");
    System.setProperty("webdriver.chrome.driver", DRIVER.toString());
    try {
      ChromeOptions options = new ChromeOptions();
      options.setBinary(CHROMIUM.toString());
      options.addArguments(
          "--headless",
          "--no-sandbox",
          "--disable-gpu",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
          "--hide-scrollbars",
          "--user-data-dir=" + Files.createTempDirectory("plinth-browser"));
      return options;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  ChromeDriver driver() {
    return driver;
  }

  /** The size of the window, and the scheme that the system prefers. */
  void show(int width, boolean dark) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of(
            "width",
            width,
            "height",
            width == PHONE ? 844 : 900,
            "deviceScaleFactor",
            1,
            "mobile",
            width == PHONE));
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(
                Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"),
                Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
  }

  /** Waits until a JavaScript expression is true. */
  void await(String condition) {
    new WebDriverWait(driver, PATIENCE)
        .until(b -> Boolean.TRUE.equals(driver.executeScript("return " + condition)));
  }

  /**
   * Clicks what leads to another page, and waits until this one is gone: a form that carries a file
   * is sent some time after the click has returned.
   */
  void follow(By control) {
    WebElement page = driver.findElement(By.tagName("html"));
    driver.findElement(control).click();
    new WebDriverWait(driver, PATIENCE).until(b -> isGone(page));
  }

  /** Its driver has two ways to say so, the second one while the page is being replaced. */
  private static boolean isGone(WebElement page) {
    try {
      page.isEnabled();
      return false;
    } catch (StaleElementReferenceException e) {
      return true;
    } catch (WebDriverException e) {
      if (String.valueOf(e.getMessage()).contains("does not belong to the document")) {
        return true;
      }
      throw e;
    }
  }

  /** What the browser has logged since it was last asked: refused by policy, failed, thrown. */
  List<String> messages() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .map(Object::toString)
        .toList();
  }

  /**
   * The accessibility rules that the page breaks, with the elements that break them; empty: none.
   */
  String brokenRules() {
    return broken("tag", "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice");
  }

  /** Of these rules, those about colours: all that another theme can break. */
  String brokenRulesOfColour() {
    return broken("rule", "color-contrast", "link-in-text-block");
  }

  private String broken(String kind, String... wanted) {
    AxeRunOnlyOptions only = new AxeRunOnlyOptions();
    only.setType(kind);
    only.setValues(List.of(wanted));
    AxeRunOptions options = new AxeRunOptions();
    options.setRunOnly(only);
    options.setResultTypes(List.of("violations"));
    return new AxeBuilder()
        .withOptions(options).analyze(driver).getViolations().stream()
            .map(Browser::describe)
            .collect(Collectors.joining("; "));
  }

  private static String describe(Rule rule) {
    return rule.getId()
        + " "
        + rule.getNodes().stream().limit(3).map(n -> n.getTarget() + " " + n.getHtml()).toList();
  }

  @Override
  public void close() {
    driver.quit();
  }
}
