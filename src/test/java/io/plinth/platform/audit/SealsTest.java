package io.plinth.platform.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.plinth.platform.http.Json;
import io.plinth.platform.security.Secret;
import io.plinth.platform.settings.SettingsException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SealsTest {
  private static final String SECRET = "a secret of the tests, 32 bytes or more";
  private static final String OTHER = "another secret of the tests, 32 bytes or more";
  private final Seals seals = new Seals(new Secret("s", SECRET), List.of());

  private static AuditEvent event(String name, String after) {
    JsonNode json = after == null ? null : Json.exactTree(after);
    Instant at = Instant.parse("2026-01-02T03:04:05.678901Z");
    return new AuditEvent(
        at, 7L, name, null, "a:b", "as", 1L, null, json, "::1", "r", AuditOutcome.SUCCESS);
  }

  @Test
  void sealHoldsForTheSameEventOnly() {
    byte[] seal = seals.seal(event("Ada", "{\"a\":1}"));
    assertThat(seals.holds(event("Ada", "{\"a\":1}"), seal)).isTrue();
    assertThat(seals.holds(event("Bea", "{\"a\":1}"), seal)).isFalse();
    assertThat(seals.holds(event("Ada", "{\"a\":2}"), seal)).isFalse();
    assertThat(seals.holds(event("Ada", null), seal)).isFalse();
    assertThat(seals.holds(event("Ada", "{\"a\":1}"), new byte[3])).isFalse();
    seal[40] ^= 1;
    assertThat(seals.holds(event("Ada", "{\"a\":1}"), seal)).isFalse();
  }

  @Test
  void sealDoesNotCareHowTheDatabaseWritesJson() {
    byte[] seal = seals.seal(event("Ada", "{\"b\":[1.50,{\"d\":null,\"c\":\"é\"}],\"a\":1E+2}"));
    assertThat(
            seals.holds(
                event("Ada", "{\"a\": 100, \"b\": [1.50, {\"c\": \"\\u00e9\", \"d\": null}]}"),
                seal))
        .isTrue();
  }

  @Test
  void eachSealIsUnique() {
    assertThat(seals.seal(event("Ada", null))).isNotEqualTo(seals.seal(event("Ada", null)));
  }

  @Test
  void formerSecretsAreBelievedAndForeignOnesAreNot() {
    byte[] seal = seals.seal(event("Ada", null));
    ChainLink link = new ChainLink(1, 2, Instant.EPOCH, seal);
    byte[] hash = seals.hash(new byte[32], link);
    Seals after = new Seals(new Secret("s", OTHER), List.of(SECRET));
    Seals foreign = new Seals(new Secret("s", OTHER), List.of());
    assertThat(after.holds(event("Ada", null), seal)).isTrue();
    assertThat(after.holds(new byte[32], link, hash)).isTrue();
    assertThat(after.isSigned("head", 1, hash, seals.sign("head", 1, hash))).isTrue();
    assertThat(foreign.holds(event("Ada", null), seal)).isFalse();
    assertThat(foreign.holds(new byte[32], link, hash)).isFalse();
    assertThat(foreign.isSigned("head", 1, hash, seals.sign("head", 1, hash))).isFalse();
    assertThat(seals.isSigned("head", 1, hash, seals.sign("checkpoint", 1, hash))).isFalse();
    assertThatThrownBy(() -> new Seals(new Secret("s", OTHER), List.of("short")))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("PLINTH_AUDIT_FORMER_SECRETS");
  }
}
