package io.plinth.platform.openapi;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** The headers of answers that the platform sets. */
final class ResponseHeaders {
  private ResponseHeaders() {}

  static ObjectNode components() {
    ObjectNode headers = Schemas.object();
    add(
        headers,
        "ETag",
        "The version of what was read, for `If-None-Match` and `If-Match`.",
        "\"3.kG1h9yHnQf2bLq0s\"");
    add(
        headers,
        "Idempotency-Replayed",
        "`true` where this is the answer to an earlier request with the same `Idempotency-Key`.",
        "true");
    add(
        headers,
        "Link",
        "The address of the next page, where there is one.",
        "</api/v1/users?after=eyJ…>; rel=\"next\"");
    add(headers, "Location", "The address of what was made.", "/api/v1/users/42");
    add(
        headers,
        "RateLimit",
        "What is left: `r` requests, until `t` seconds from now; and of them at once.",
        "\"default\";r=999;t=60, \"burst\";r=199;t=1");
    add(
        headers,
        "RateLimit-Policy",
        "The limit of this key: `q` requests in `w` seconds; and how many of them at once.",
        "\"default\";q=1000;w=60, \"burst\";q=200;w=12");
    add(
        headers,
        "Server-Timing",
        "Where the time went.",
        "app;dur=3.1, db;dur=1.2;desc=\"2 statements\"");
    add(headers, "WWW-Authenticate", "How to authenticate.", "Bearer");
    add(
        headers,
        "X-Request-ID",
        "The request's id: the client's own, where it sent one.",
        "0f8fad5b-d9cb-469f-a165-70867728950e");
    ObjectNode retry = headers.putObject("Retry-After").put("description", "Seconds to wait.");
    retry.putObject("schema").put("type", "integer").put("example", 5);
    return headers;
  }

  private static void add(ObjectNode headers, String name, String said, String example) {
    ObjectNode header = headers.putObject(name).put("description", said);
    header.putObject("schema").put("type", "string").put("example", example);
  }
}
