package io.plinth.platform.security;

import java.util.List;

/** Which API keys. Without the right to others' keys, only one's own are found. */
public record ApiKeyFilter(List<Long> id, Long userId) {}
