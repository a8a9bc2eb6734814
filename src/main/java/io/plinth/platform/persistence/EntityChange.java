package io.plinth.platform.persistence;

import java.util.Map;

/**
 * A row that Hibernate has written, told within the transaction that wrote it. Values are as the
 * entity has them, other entities as their ids.
 *
 * @param before the fields that changed, as they were; null where the entity is new
 * @param after the fields that changed, as they are; null where it has been deleted
 */
public record EntityChange(
    Class<?> entity, long id, Map<String, Object> before, Map<String, Object> after) {}
