package io.plinth.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.plinth.platform.error.ProblemException;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WireFormatTest {

  @ParameterizedTest
  @EnumSource(WireFormat.class)
  void saysTheSameInJson(WireFormat form) throws IOException {
    Map<String, Object> value = new LinkedHashMap<>();
    value.put("text", "ä€\"");
    value.put("whole", 7);
    value.put("large", Long.MAX_VALUE);
    value.put("negative", -1L);
    value.put("decimal", new BigDecimal("90.5"));
    value.put("tenth", 0.1);
    value.put("yes", true);
    value.put("nothing", null);
    value.put("list", List.of(1, "two", List.of()));
    value.put("empty", Map.of());
    assertThat(json(form, new ObjectMapper(form.factory()).writeValueAsBytes(value)))
        .isEqualTo(
            "{\"text\":\"ä€\\\"\",\"whole\":7,\"large\":9223372036854775807,\"negative\":-1,"
                + "\"decimal\":90.5,\"tenth\":0.1,\"yes\":true,\"nothing\":null,"
                + "\"list\":[1,\"two\",[]],\"empty\":{}}");
  }

  @ParameterizedTest
  @EnumSource(WireFormat.class)
  void refusesWhatIsCutDoubledOrNoise(WireFormat form) throws IOException {
    byte[] good = new ObjectMapper(form.factory()).writeValueAsBytes(Map.of("name", "value"));
    byte[] doubled = Arrays.copyOf(good, 2 * good.length);
    System.arraycopy(good, 0, doubled, good.length, good.length);
    for (int cut = 1; cut < good.length; cut++) {
      byte[] part = Arrays.copyOf(good, cut);
      assertThatThrownBy(() -> form.toJson(part)).isInstanceOf(ProblemException.class);
    }
    assertThatThrownBy(() -> form.toJson(doubled)).isInstanceOf(ProblemException.class);
    Random random = new Random(7);
    for (int i = 0; i < 10_000; i++) {
      byte[] noise = new byte[1 + random.nextInt(40)];
      random.nextBytes(noise);
      try {
        new ObjectMapper().readTree(form.toJson(noise)); // some noise is a number
      } catch (ProblemException e) {
        assertThat(e.errors()).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(WireFormat.class)
  void refusesMoreThanAHundredLevels(WireFormat form) {
    byte array = (byte) (form == WireFormat.CBOR ? 0x81 : 0x91);
    byte zero = 0;
    assertThat(json(form, nested(array, zero, 100))).hasSize(201);
    assertThatThrownBy(() -> form.toJson(nested(array, zero, 101)))
        .isInstanceOf(ProblemException.class);
    assertThatThrownBy(() -> form.toJson(nested(array, zero, 1_000_000)))
        .isInstanceOf(ProblemException.class);
  }

  private static byte[] nested(byte open, byte value, int levels) {
    byte[] bytes = new byte[levels + 1];
    Arrays.fill(bytes, open);
    bytes[levels] = value;
    return bytes;
  }

  private static String json(WireFormat form, byte[] body) {
    return new String(form.toJson(body), StandardCharsets.UTF_8);
  }
}
