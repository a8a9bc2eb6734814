package io.plinth.browser;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import gg.jte.output.Utf8ByteOutput;
import io.plinth.clients.dashboard.DashboardPanel;
import io.plinth.clients.dashboard.DashboardScreen;
import io.plinth.platform.web.Asset;
import io.plinth.platform.web.AssetCatalog;
import io.plinth.platform.web.ErrorScreen;
import io.plinth.platform.web.FormErrors;
import io.plinth.platform.web.Frame;
import io.plinth.platform.web.LoginScreen;
import io.plinth.platform.web.PasswordScreen;
import io.plinth.platform.web.SignedOutScreen;
import io.plinth.platform.web.TemplateRenderer;
import io.plinth.platform.web.View;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Every template with sample data. Pages can so be looked at and checked without a database; run
 * {@link #main} to see them in a browser.
 */
final class PreviewServer implements AutoCloseable {
  private static final Set<String> ALL = Set.of("*:*");
  private static final Set<String> STAFF =
      Set.of("clients:read", "services:read", "timesheets:read", "dashboard:read", "profile:read");

  private final Map<String, View> views = new LinkedHashMap<>();
  private final HttpServer server;
  private final String policy;

  PreviewServer(int port) throws IOException {
    this(port, null);
  }

  /** {@code policy}: the content security policy of every answer; null for none. */
  PreviewServer(int port, String policy) throws IOException {
    this.policy = policy;
    views();
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  /** Serves until it is stopped. */
  public static void main(String[] arguments) throws IOException {
    PreviewServer preview = new PreviewServer(8090);
    preview.paths().forEach(path -> System.out.println(preview.address() + path));
  }

  String address() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  Set<String> paths() {
    return views.keySet();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void views() {
    var controls = Samples.controls(false);
    page(
        "dashboard",
        "Dashboard",
        "clients/dashboard",
        new DashboardScreen(controls, Samples.dashboard(true, false), false));
    page(
        "dashboard-much",
        "Dashboard",
        "clients/dashboard",
        new DashboardScreen(Samples.controls(true), Samples.dashboard(true, true), false));
    page(
        "dashboard-lazy",
        "Dashboard",
        "clients/dashboard",
        new DashboardScreen(controls, null, false));
    page(
        "dashboard-staff",
        "Dashboard",
        "clients/dashboard",
        new DashboardScreen(controls, Samples.dashboard(false, false), false));
    page(
        "dashboard-empty",
        "Dashboard",
        "clients/dashboard",
        new DashboardScreen(controls, null, true));
    page(
        "panel-page",
        "Dashboard",
        "clients/panel-page",
        new DashboardPanel("months", controls, Samples.dashboard(true, false)));
    page("clients", "Clients", "clients/list", Samples.list(null, 28, false, true));
    page("clients-much", "Clients", "clients/list", Samples.list(null, 50, true, true));
    page("clients-staff", "Clients", "clients/list", Samples.list(null, 9, false, false));
    page("clients-none", "Clients", "clients/list", Samples.list("acmé", 0, false, true));
    page("clients-empty", "Clients", "clients/list", Samples.noClients());
    page("client", "Northwind Analytics", "clients/client", Samples.client(false, true, true));
    page("client-much", Samples.LONG, "clients/client", Samples.client(true, true, true));
    page("client-new", "Northwind Analytics", "clients/client", Samples.client(false, false, true));
    page("client-form", "Edit client", "clients/client-form", Samples.clientForm(false));
    page("client-form-wrong", "Edit client", "clients/client-form", Samples.clientForm(true));
    page("service-form", "New service", "clients/service-form", Samples.serviceForm());
    page("import", "Import", "clients/imports", Samples.imports(true));
    page("import-empty", "Import", "clients/imports", Samples.imports(false));
    page("import-preview", "Check the columns", "clients/import-preview", Samples.preview(true));
    page(
        "import-preview-unknown",
        "Check the columns",
        "clients/import-preview",
        Samples.preview(false));
    page("import-running", "Import", "clients/import", Samples.importing());
    page("import-done", "Import", "clients/import", Samples.imported());
    page("import-failed", "Import", "clients/import", Samples.failedImport());
    page("api", "API", "platform/api", Samples.api());
    page("operations", "Operations", "platform/operations", OperationsSamples.screen(true));
    page("operations-empty", "Operations", "platform/operations", OperationsSamples.screen(false));
    page("operations-jobs", "Jobs", "platform/jobs", JobSamples.screen(true));
    page("operations-jobs-empty", "Jobs", "platform/jobs", JobSamples.screen(false));
    page("login", "Sign in", "platform/login", new LoginScreen(null, null, null, false, "csrf"));
    page(
        "login-failed",
        "Sign in",
        "platform/login",
        new LoginScreen("amara", "/clients", "Username or password is wrong.", true, "csrf"));
    page(
        "login-provider",
        "Sign in",
        "platform/login",
        new LoginScreen(null, "/clients", null, false, "csrf", "Harbour & Finch", true));
    page(
        "login-provider-failed",
        "Sign in",
        "platform/login",
        new LoginScreen(
            null,
            null,
            "The place where you sign in does not answer. Please try again in a minute.",
            true,
            "csrf",
            "a company account of a firm with quite a long name, Limited",
            false));
    page(
        "signed-out",
        "Signed out",
        "platform/signed-out",
        new SignedOutScreen("Harbour & Finch", "https://id.example.com/logout"));
    page(
        "password",
        "Change password",
        "platform/password",
        new PasswordScreen(
            "amara", true, 12, FormErrors.NONE.and("password", "Use 12 characters or more")));
    page("error", "Not found", "platform/error", ErrorScreen.of(404, null));
    page("error-500", "Error", "platform/error", ErrorScreen.of(500, "/"));
  }

  private void page(String path, String title, String template, Object model) {
    String area = path.contains("-") ? path.substring(0, path.indexOf('-')) : path;
    String active = area.equals("client") ? "clients" : area;
    views.put("/" + path, View.page(title, active, template, model));
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    if (path.startsWith("/assets/")) {
      Asset asset = AssetCatalog.shared().find(path.substring("/assets/".length())).orElseThrow();
      send(exchange, 200, asset.contentType(), asset.plain());
    } else if (path.equals("/panels/top-clients")) {
      send(exchange, 503, "text/html", new byte[0]);
    } else if (path.startsWith("/panels/")) {
      String name = path.substring("/panels/".length());
      html(
          exchange,
          View.fragment(
              "clients/panel",
              new DashboardPanel(name, Samples.controls(false), Samples.dashboard(true, false))));
    } else if (path.equals("/")) {
      html(exchange, views.get("/dashboard"));
    } else if (path.equals("/import/3")) {
      html(exchange, views.get("/import-running"));
    } else if (views.containsKey(path)) {
      html(exchange, views.get(path));
    } else {
      send(exchange, 404, "text/plain", new byte[0]);
    }
  }

  private void html(HttpExchange exchange, View view) throws IOException {
    boolean staff = exchange.getRequestURI().getPath().endsWith("-staff");
    Frame frame =
        new Frame(
            view.title(),
            view.page(),
            "Amara Lindqvist",
            "csrf",
            staff ? STAFF : ALL,
            "Cobalt & Finch",
            ZoneOffset.UTC,
            Locale.ENGLISH,
            "7f3a9c1d20b84e55",
            "system",
            null);
    Utf8ByteOutput output = TemplateRenderer.render(view, frame);
    send(exchange, 200, "text/html;charset=utf-8", output.toByteArray());
  }

  private void send(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    if (policy != null) {
      exchange.getResponseHeaders().set("Content-Security-Policy", policy);
    }
    exchange.getResponseHeaders().set("X-Request-ID", "7f3a9c1d20b84e55");
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }
}
