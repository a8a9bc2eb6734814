package io.plinth.platform.persistence;

import jakarta.persistence.EntityManagerFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.event.service.spi.EventListenerRegistry;
import org.hibernate.event.spi.EventType;
import org.hibernate.event.spi.PostDeleteEvent;
import org.hibernate.event.spi.PostDeleteEventListener;
import org.hibernate.event.spi.PostInsertEvent;
import org.hibernate.event.spi.PostInsertEventListener;
import org.hibernate.event.spi.PostUpdateEvent;
import org.hibernate.event.spi.PostUpdateEventListener;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.type.Type;

/**
 * Listens to what Hibernate writes. Whoever saves an entity needs do nothing for it to be known,
 * and cannot forget to. Collections of an entity and statements of our own are not seen here.
 */
final class EntityChanges
    implements PostInsertEventListener, PostUpdateEventListener, PostDeleteEventListener {
  private static final long serialVersionUID = 1L;
  private final transient Consumer<EntityChange> listener;

  private EntityChanges(Consumer<EntityChange> listener) {
    this.listener = listener;
  }

  static void report(EntityManagerFactory factory, Consumer<EntityChange> listener) {
    EntityChanges changes = new EntityChanges(listener);
    EventListenerRegistry registry =
        factory
            .unwrap(SessionFactoryImplementor.class)
            .getServiceRegistry()
            .requireService(EventListenerRegistry.class);
    registry.appendListeners(EventType.POST_INSERT, changes);
    registry.appendListeners(EventType.POST_UPDATE, changes);
    registry.appendListeners(EventType.POST_DELETE, changes);
  }

  @Override
  public void onPostInsert(PostInsertEvent event) {
    tell(event.getPersister(), event.getId(), null, event.getState());
  }

  @Override
  public void onPostUpdate(PostUpdateEvent event) {
    Object[] before = event.getOldState();
    // Unknown where the entity was never loaded: then all of it is told.
    tell(
        event.getPersister(),
        event.getId(),
        before == null ? new Object[event.getState().length] : before,
        event.getState());
  }

  @Override
  public void onPostDelete(PostDeleteEvent event) {
    tell(event.getPersister(), event.getId(), event.getDeletedState(), null);
  }

  private void tell(EntityPersister persister, Object id, Object[] before, Object[] after) {
    Map<String, Object> old = before == null ? null : new LinkedHashMap<>();
    Map<String, Object> now = after == null ? null : new LinkedHashMap<>();
    for (int i = 0; i < persister.getPropertyNames().length; i++) {
      Type type = persister.getPropertyTypes()[i];
      if (type.isCollectionType() || i == persister.getVersionProperty()) {
        continue;
      }
      String name = persister.getPropertyNames()[i] + (type.isEntityType() ? "Id" : "");
      Object was = before == null ? null : value(persister, type, before[i]);
      Object is = after == null ? null : value(persister, type, after[i]);
      if (!Objects.deepEquals(was, is)) {
        put(old, name, was);
        put(now, name, is);
      }
    }
    listener.accept(new EntityChange(persister.getMappedClass(), (Long) id, old, now));
  }

  private static void put(Map<String, Object> fields, String name, Object value) {
    if (fields != null) {
      fields.put(name, value);
    }
  }

  private static Object value(EntityPersister persister, Type type, Object value) {
    return value != null && type.isEntityType()
        ? persister.getFactory().getPersistenceUnitUtil().getIdentifier(value)
        : value;
  }

  @Override
  public boolean requiresPostCommitHandling(EntityPersister persister) {
    return false;
  }
}
