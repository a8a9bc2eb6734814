package io.plinth.testing;

import io.plinth.platform.http.Route;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** One of everything that a route's path can name, all of them there and related to each other. */
public record Sample(
    long client,
    long service,
    long entry,
    long user,
    long role,
    long key,
    long imported,
    long uploaded,
    long job,
    long running,
    long dead) {
  private static final byte[] FILE =
      """
      date,client,hours
      2026-01-05,Acme,1.5
      2026-01-06,Acme,1.5
      2026-01-07,Acme,1.5
      2026-01-08,Acme,1.5
      2026-01-09,Acme,99
      2026-01-12,Acme,99
      """
          .getBytes(StandardCharsets.UTF_8);

  /** An id that nothing has. */
  public static final long UNKNOWN = 999_999_999_999L;

  public static Sample create(Plinth plinth) {
    Given given = plinth.given();
    long client = given.createClient();
    long user = given.createUser("Staff").id();
    long imported = imported(plinth);
    return new Sample(
        client,
        given.createService(client),
        given.createEntry(client, user),
        user,
        plinth
            .api()
            .post("/api/v1/roles", Map.of("name", Given.unique("Role"), "permissions", List.of()))
            .expect(201)
            .id(),
        plinth.api().post("/api/v1/api-keys", Map.of("name", Given.unique("Key"))).expect(201).id(),
        imported,
        uploaded(plinth),
        Long.parseLong(given.select("select job_id from imports where id = ?", imported).get(0)),
        given.createJob("RUNNING"),
        given.createJob("FAILED"));
  }

  /** An import that has come to its end, so that it does not change while it is looked at. */
  private static long imported(Plinth plinth) {
    long id =
        plinth.api().multipart("/api/v1/imports", Map.of(), "hours.csv", FILE).expect(202).id();
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!status(plinth, id).equals("COMPLETED")) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("The import is still " + status(plinth, id));
      }
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
    return id;
  }

  private static String status(Plinth plinth, long id) {
    return plinth.api().get("/api/v1/imports/" + id).expect(200).json().path("status").asText();
  }

  private static long uploaded(Plinth plinth) {
    String location =
        plinth
            .api()
            .multipart("/import/preview", Map.of(), "hours.csv", FILE)
            .expect(303)
            .header("Location");
    return Long.parseLong(location.substring(location.indexOf('=') + 1));
  }

  /** A path of the route, about what is there. */
  public String path(Route route) {
    String query = route.path().equals("/import/preview") ? "?upload=" + uploaded : "";
    return path(route, Long.toString(id(route))) + query;
  }

  /** A path of the route with {@code id} in the id's place. */
  public static String path(Route route, String id) {
    return route
        .path()
        .replace("{id}", id)
        .replace("{name}", "figures")
        .replace("{panel}", "requests")
        .replace("{cache}", "users")
        .replace("{slug}", "not-found");
  }

  private long id(Route route) {
    String path = route.path().replace("/api/v1", "");
    if (path.startsWith("/jobs")) {
      return path.endsWith("/cancel") ? running : path.endsWith("/retry") ? dead : job;
    }
    Map<String, Long> ids =
        Map.of(
            "/clients", client,
            "/services", service,
            "/timesheet-entries", entry,
            "/users", user,
            "/roles", role,
            "/api-keys", key,
            "/import", imported);
    return ids.entrySet().stream()
        .filter(e -> path.startsWith(e.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(UNKNOWN);
  }

  /**
   * A body that the route accepts, where it replaces or creates something; else an empty object.
   */
  public Map<String, Object> body(Route route) {
    if (route.verb().equals("PATCH")) {
      return Map.of();
    }
    String path = route.path().replaceFirst("^(?!/api/v1)", "/api/v1");
    if (path.contains("/clients") && !path.endsWith("/services/new")) {
      return Map.of("legalName", Given.unique("Changed"), "status", "ACTIVE");
    }
    if (path.contains("/services")) {
      return Map.of(
          "clientId", client, "serviceType", Given.unique("S"), "billingFrequency", "ANNUAL");
    }
    if (path.startsWith("/api/v1/timesheet-entries")) {
      return Map.of("clientId", client, "userId", user, "date", "2026-01-16", "duration", 60);
    }
    if (path.startsWith("/api/v1/users")) {
      return Map.of(
          "username", Given.unique("m"), "displayName", Given.unique("Ms"), "role", "Staff");
    }
    if (path.startsWith("/api/v1/roles")) {
      return Map.of("name", Given.unique("Role"), "permissions", List.of("clients:read"));
    }
    return path.startsWith("/api/v1/api-keys") ? Map.of("name", Given.unique("Key")) : Map.of();
  }
}
