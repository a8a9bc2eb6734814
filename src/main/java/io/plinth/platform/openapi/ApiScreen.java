package io.plinth.platform.openapi;

import java.util.List;

/**
 * Model of {@code platform/api}: how to call the REST interface, and what there is to call.
 *
 * @param address the server's address, for the examples
 * @param problems everything that can go wrong
 */
public record ApiScreen(String address, List<Group> groups, List<ProblemScreen> problems) {

  /** Calls on one kind of thing. */
  public record Group(String id, String name, String about, List<Call> calls) {}

  /**
   * One call.
   *
   * @param id the operation's id, also its address on the page
   * @param summary what it does, in a few words
   * @param about more about it; may be null
   * @param permission what it needs; null where it is open
   * @param request the body it takes; null where it takes none
   */
  public record Call(
      String id,
      String method,
      String path,
      String summary,
      String about,
      String permission,
      List<Value> parameters,
      Body request,
      List<Answer> answers,
      List<Integer> problems) {}

  /**
   * A parameter, or a property of a body.
   *
   * @param place path, query or header; null for a property
   * @param type in words, such as "date" or "list of ids"
   * @param choices the legal values; empty where there are too many to say
   */
  public record Value(
      String name,
      String place,
      String type,
      boolean required,
      String about,
      List<String> choices) {}

  /** A body: its media types, its properties, and an example; null where it is no JSON. */
  public record Body(String type, List<Value> properties, String example) {}

  /** What success answers; {@code body} is null where it has none. */
  public record Answer(String status, String about, List<String> headers, Body body) {}
}
