package io.plinth.architecture.planted.platform;

import jakarta.ws.rs.GET;

/** Answers requests outside a resource. */
public class StrayRoute {
  @GET
  public String get() {
    return "";
  }
}
