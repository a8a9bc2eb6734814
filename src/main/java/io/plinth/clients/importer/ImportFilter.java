package io.plinth.clients.importer;

import java.util.List;

/** Which imports. */
public record ImportFilter(List<Long> id, List<ImportStatus> status, Long userId) {}
