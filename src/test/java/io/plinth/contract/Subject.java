package io.plinth.contract;

import com.fasterxml.jackson.databind.JsonNode;
import io.plinth.fixture.Answer;
import io.plinth.fixture.Api;
import java.util.ArrayList;
import java.util.List;

/**
 * An operation to be checked.
 *
 * @param api somebody who may do it
 * @param path a path about something that is there
 * @param foreignToken a page token of another list
 */
record Subject(Api api, Operation operation, String path, String foreignToken) {

  Answer get(String query) {
    return api.get(path + query);
  }

  Subject with(String header, String value) {
    return new Subject(api.with(header, value), operation, path, foreignToken);
  }

  static List<Long> ids(Answer answer) {
    List<Long> ids = new ArrayList<>();
    for (JsonNode item : answer.json().path("items")) {
      ids.add(item.path("id").asLong());
    }
    return ids;
  }
}
