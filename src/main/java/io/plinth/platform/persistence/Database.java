package io.plinth.platform.persistence;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.cache.JCacheMetrics;
import io.plinth.platform.settings.Settings;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Table;
import jakarta.persistence.metamodel.EntityType;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.StreamSupport;
import javax.cache.CacheManager;
import javax.sql.DataSource;
import org.hibernate.SessionFactory;
import org.hibernate.cache.jcache.internal.JCacheRegionFactory;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.jpa.HibernatePersistenceProvider;

/**
 * The database of this node: migrated first, then a fixed pool, then Hibernate on that pool with no
 * container in between.
 */
@ApplicationScoped
public class Database {
  private static final int LOGIN_TIMEOUT_SECONDS = 10;
  private static final int PATIENT_CONNECTIONS = 3;
  private final List<ReturningSource> sources = new ArrayList<>();
  private DatabaseSettings settings;
  private MigrationRole migration;
  private Consumer<EntityChange> changed;
  private HikariDataSource pool;
  private HikariDataSource patientPool;
  private Replica replica;
  private EntityManagerFactory entityManagers;

  protected Database() {}

  @Inject
  public Database(Settings settings, Event<EntityChange> changed) {
    this(DatabaseSettings.from(settings), MigrationRole.from(settings), changed::fire);
  }

  /** For tests without a container. */
  public Database(DatabaseSettings settings) {
    this(settings, null, change -> {});
  }

  /**
   * @param migration who owns the tables; null: the application itself
   * @param changed is told what Hibernate has written, within the transaction
   */
  public Database(
      DatabaseSettings settings, MigrationRole migration, Consumer<EntityChange> changed) {
    this.settings = settings;
    this.migration = migration;
    this.changed = changed;
  }

  /** Migrates and connects. Fails with the reason where the database cannot be used. */
  public synchronized void start() {
    if (entityManagers != null) {
      return;
    }
    migrate();
    pool = open(poolConfig());
    patientPool = open(patientPoolConfig());
    entityManagers =
        new HibernatePersistenceProvider()
            .createEntityManagerFactory("plinth", hibernateProperties());
    if (entityManagers == null) {
      throw new IllegalStateException("META-INF/persistence.xml does not declare \"plinth\"");
    }
    EntityChanges.report(entityManagers, changed);
    if (settings.readUrl() != null) {
      replica =
          new Replica(settings.readUrl(), poolConfig(), connectionProperties("plinth replica"));
      replica.start(() -> line(Replica.PATIENCE));
    }
  }

  /** On connections of their own, which have no statement timeout. */
  private void migrate() {
    MigrationRole owner =
        migration == null ? new MigrationRole(settings.user(), settings.password()) : migration;
    new Migrations(settings.url(), owner.user(), owner.password(), "classpath:db-migrations").run();
    owner.settle(settings.url(), settings.user(), settings.auditRetention());
  }

  private HikariDataSource open(HikariConfig config) {
    sources.add(ReturningSource.putInto(config));
    return new HikariDataSource(config);
  }

  private HikariConfig poolConfig() {
    HikariConfig config = new HikariConfig();
    config.setPoolName("plinth");
    config.setDriverClassName("org.postgresql.Driver");
    config.setJdbcUrl(settings.url());
    config.setUsername(settings.user());
    config.setPassword(settings.password());
    config.setMaximumPoolSize(settings.poolSize());
    config.setMinimumIdle(settings.poolSize());
    config.setAutoCommit(false);
    config.setConnectionTimeout(settings.acquisitionTimeout().toMillis());
    config.setMaxLifetime(50 * 60_000L);
    config.setKeepaliveTime(2 * 60_000L);
    config.setLeakDetectionThreshold(2 * 60_000L);
    config.setDataSourceProperties(driverProperties("plinth", settings.statementTimeout()));
    return config;
  }

  /**
   * For jobs, whose statements may take their time: few connections, none of them idle for long.
   */
  private HikariConfig patientPoolConfig() {
    HikariConfig config = poolConfig();
    config.setPoolName("plinth-jobs");
    config.setMaximumPoolSize(PATIENT_CONNECTIONS);
    config.setMinimumIdle(0);
    config.setIdleTimeout(60_000L);
    config.setLeakDetectionThreshold(0);
    config.setDataSourceProperties(driverProperties("plinth jobs", settings.jobTimeout()));
    return config;
  }

  private static Properties driverProperties(String application, Duration statementTimeout) {
    long statementMillis = statementTimeout.toMillis();
    Properties properties = new Properties();
    properties.setProperty("ApplicationName", application);
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("connectTimeout", String.valueOf(LOGIN_TIMEOUT_SECONDS));
    // A socket that stays silent past the statement timeout belongs to a dead or frozen server.
    properties.setProperty("socketTimeout", String.valueOf(statementMillis / 1000 + 5));
    properties.setProperty("options", "-c statement_timeout=" + statementMillis);
    properties.setProperty("reWriteBatchedInserts", "true");
    // Errors without the values of the row they are about: they end up in logs.
    properties.setProperty("logServerErrorDetail", "false");
    return properties;
  }

  private Map<String, Object> hibernateProperties() {
    Map<String, Object> properties = new HashMap<>();
    properties.put("jakarta.persistence.nonJtaDataSource", pool);
    properties.put("hibernate.connection.provider_disables_autocommit", true);
    properties.put("hibernate.type.json_format_mapper", NoFormat.class);
    properties.put("hibernate.type.xml_format_mapper", NoFormat.class);
    properties.put("hibernate.jdbc.batch_size", 50);
    properties.put("hibernate.order_inserts", true);
    properties.put("hibernate.order_updates", true);
    properties.put("hibernate.jdbc.time_zone", "UTC");
    properties.put("hibernate.session_factory.statement_inspector", StatementLog.Texts.class);
    properties.put("hibernate.session.events.auto", StatementLog.Times.class.getName());
    properties.put("hibernate.cache.use_second_level_cache", settings.secondLevelCache());
    if (settings.secondLevelCache()) {
      properties.put("hibernate.cache.region.factory_class", SteadyRegions.class.getName());
      properties.put("hibernate.javax.cache.provider", "org.ehcache.jsr107.EhcacheCachingProvider");
      properties.put("hibernate.javax.cache.uri", "config/ehcache.xml");
      properties.put("hibernate.javax.cache.missing_cache_strategy", "fail");
    }
    return properties;
  }

  /** Shows the pool and the regions of the second level among the metrics. */
  public void observe(MeterRegistry registry) {
    pool.setMetricRegistry(registry);
    patientPool.setMetricRegistry(registry);
    replica().ifPresent(copy -> copy.observe(registry));
    if (settings.secondLevelCache()) {
      CacheManager regions = secondLevel();
      for (String name : regions.getCacheNames()) {
        JCacheMetrics.monitor(registry, regions.getCache(name));
      }
    }
  }

  private CacheManager secondLevel() {
    return ((JCacheRegionFactory)
            entityManagers.unwrap(SessionFactoryImplementor.class).getCache().getRegionFactory())
        .getCacheManager();
  }

  /** Empties a region of the second level; whether there is one of that name. */
  public boolean clear(String region) {
    boolean known =
        settings.secondLevelCache()
            && StreamSupport.stream(secondLevel().getCacheNames().spliterator(), false)
                .anyMatch(region::equals);
    if (known) {
      secondLevel().getCache(region).removeAll();
    }
    return known;
  }

  EntityManagerFactory entityManagers() {
    return entityManagers;
  }

  /** An entity manager on a connection of its own; of the pool where that is null. */
  EntityManager open(Connection own) {
    return own == null
        ? entityManagers.createEntityManager()
        : entityManagers.unwrap(SessionFactory.class).withOptions().connection(own).openSession();
  }

  /** A connection with the statement timeout of jobs. */
  Connection openPatient() throws SQLException {
    return patientPool.getConnection();
  }

  /** Forgets the entities of tables that were written without Hibernate knowing. */
  public void evict(Set<String> tables) {
    if (!tables.isEmpty() && settings.secondLevelCache()) {
      for (EntityType<?> type : entityManagers.getMetamodel().getEntities()) {
        Table table = type.getJavaType().getAnnotation(Table.class);
        if (table != null && tables.contains(table.name())) {
          entityManagers.getCache().evict(type.getJavaType());
        }
      }
    }
  }

  /** Forgets all entities, and what was asked for. */
  public void evictAll() {
    if (settings.secondLevelCache()) {
      entityManagers.getCache().unwrap(org.hibernate.Cache.class).evictAllRegions();
    }
  }

  /**
   * A line of its own to the database, beside the pool, which may be busy; it fails rather than
   * waits.
   */
  public Line line(Duration patience) {
    return Line.open(settings.url(), connectionProperties("plinth node"), patience);
  }

  /** The copy that reads may go to; empty where none is set. */
  public Optional<Replica> replica() {
    return Optional.ofNullable(replica);
  }

  public DataSource pool() {
    return pool;
  }

  /**
   * A connection beside the pool, with the statement timeout of jobs: for long copies and reads.
   */
  public Connection openBeside() throws SQLException {
    Properties properties = driverProperties("plinth job", settings.jobTimeout());
    properties.putAll(connectionProperties("plinth job"));
    Connection connection = DriverManager.getConnection(settings.url(), properties);
    connection.setAutoCommit(false);
    return connection;
  }

  private Properties connectionProperties(String application) {
    Properties properties = new Properties();
    properties.setProperty("user", settings.user());
    properties.setProperty("password", settings.password());
    properties.setProperty("ApplicationName", application);
    return properties;
  }

  /** Whether the database answers, within two seconds; asked past the pool, which may be busy. */
  public boolean answers() {
    Properties properties = connectionProperties("plinth health");
    properties.setProperty("loginTimeout", "2");
    properties.setProperty("connectTimeout", "2");
    properties.setProperty("socketTimeout", "2");
    try (Connection connection = DriverManager.getConnection(settings.url(), properties)) {
      return connection.isValid(2);
    } catch (SQLException e) {
      return false;
    }
  }

  @PreDestroy
  public void stop() {
    if (entityManagers != null) {
      entityManagers.close();
      replica().ifPresent(Replica::close);
      sources.forEach(ReturningSource::close);
      patientPool.close();
      pool.close();
    }
  }
}
