package io.plinth.platform.audit;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.plinth.platform.security.Secret;
import io.plinth.platform.settings.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * What cannot be made without the secret: the seal of an event, the links of the chain, the
 * signatures of its ends. Made by the present secret, believed by that and the former ones.
 *
 * <p>A seal is over the event as a JSON array with sorted names, which is the same before the
 * database has stored it and after; a nonce makes it unique.
 */
@ApplicationScoped
public class Seals {
  private static final int NONCE = 16;
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final ObjectMapper CANONICAL =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .build();
  private List<Keys> keys;

  private record Keys(byte[] event, byte[] chain) {
    static Keys of(Secret secret) {
      return new Keys(secret.key("audit-event"), secret.key("audit-chain"));
    }
  }

  protected Seals() {}

  @Inject
  public Seals(Secret secret, Settings settings) {
    this(secret, settings.list("plinth.audit.former-secrets"));
  }

  /** For the command, which has no settings. */
  Seals(Secret secret, List<String> former) {
    keys = new ArrayList<>(List.of(Keys.of(secret)));
    former.forEach(s -> keys.add(Keys.of(new Secret("plinth.audit.former-secrets", s))));
  }

  /** A nonce and what proves that the application made this very event. */
  byte[] seal(AuditEvent event) {
    byte[] nonce = new byte[NONCE];
    RANDOM.nextBytes(nonce);
    byte[] mac = Secret.hmac(keys.get(0).event(), nonce, content(event));
    byte[] seal = Arrays.copyOf(nonce, NONCE + mac.length);
    System.arraycopy(mac, 0, seal, NONCE, mac.length);
    return seal;
  }

  boolean holds(AuditEvent event, byte[] seal) {
    if (seal.length <= NONCE) {
      return false;
    }
    byte[] nonce = Arrays.copyOf(seal, NONCE);
    byte[] mac = Arrays.copyOfRange(seal, NONCE, seal.length);
    byte[] content = content(event);
    return keys.stream()
        .anyMatch(k -> MessageDigest.isEqual(mac, Secret.hmac(k.event(), nonce, content)));
  }

  /** The hash of a link that follows one with the hash {@code previous}. */
  byte[] hash(byte[] previous, ChainLink link) {
    return Secret.hmac(keys.get(0).chain(), previous, bytes(link.text()));
  }

  boolean holds(byte[] previous, ChainLink link, byte[] hash) {
    byte[] text = bytes(link.text());
    return keys.stream()
        .anyMatch(k -> MessageDigest.isEqual(hash, Secret.hmac(k.chain(), previous, text)));
  }

  /** Signs the end of the chain, or where it was cut: {@code what} says which. */
  byte[] sign(String what, long seq, byte[] hash) {
    return Secret.hmac(keys.get(0).chain(), signed(what, seq, hash));
  }

  boolean isSigned(String what, long seq, byte[] hash, byte[] signature) {
    byte[] text = signed(what, seq, hash);
    return signature != null
        && keys.stream()
            .anyMatch(k -> MessageDigest.isEqual(signature, Secret.hmac(k.chain(), text)));
  }

  private static byte[] signed(String what, long seq, byte[] hash) {
    return bytes("%s %d %s".formatted(what, seq, HexFormat.of().formatHex(hash)));
  }

  private static byte[] content(AuditEvent event) {
    Object[] content = {
      event.at().toString(),
      event.userId(),
      event.userName(),
      event.keyId(),
      event.action(),
      event.targetType(),
      event.targetId(),
      plain(event.before()),
      plain(event.after()),
      event.address(),
      event.requestId(),
      event.outcome().name()
    };
    try {
      return CANONICAL.writeValueAsBytes(content);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Object plain(JsonNode json) {
    try {
      return json == null ? null : CANONICAL.readValue(json.toString(), Object.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
