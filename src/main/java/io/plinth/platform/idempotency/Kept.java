package io.plinth.platform.idempotency;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;

/** A body that was kept. */
record Kept(@JsonValue JsonNode tree) {}
