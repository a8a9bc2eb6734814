package io.plinth.platform.jobs;

import io.plinth.platform.paging.PageRequest;
import io.plinth.platform.web.Link;
import java.util.List;

/**
 * What the address of the jobs page says.
 *
 * @param after the token of the page before; null for the first
 */
public record JobsQuery(JobStatus status, String after) {
  JobFilter filter() {
    return new JobFilter(List.of(), List.of(), status == null ? List.of() : List.of(status), null);
  }

  PageRequest page() {
    return new PageRequest(null, after, null, null);
  }

  Link link() {
    return Link.to("/jobs").with("status", status).with("after", after);
  }
}
