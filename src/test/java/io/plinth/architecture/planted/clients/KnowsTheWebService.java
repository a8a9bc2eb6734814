package io.plinth.architecture.planted.clients;

import jakarta.ws.rs.core.Response;
import java.util.List;

/** Answers requests by itself, and without a limit. */
public class KnowsTheWebService {
  Response answer;

  public List<String> list() {
    return List.of();
  }

  public List<String> everything() {
    return List.of();
  }
}
