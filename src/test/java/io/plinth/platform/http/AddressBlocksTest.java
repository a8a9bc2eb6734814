package io.plinth.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressBlocksTest {

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.1.2, true",
    "10.0.0.0/8, 11.0.0.0, false",
    "192.168.1.128/25, 192.168.1.127, false",
    "192.168.1.128/25, 192.168.1.255, true",
    "192.168.1.1, 192.168.1.1, true",
    "192.168.1.1, 192.168.1.2, false",
    "0.0.0.0/0, 8.8.8.8, true",
    "0.0.0.0/0, ::1, false",
    "2001:db8::/32, 2001:db8:ffff::1, true",
    "2001:db8::/32, 2001:db9::1, false",
    "::1, 0:0:0:0:0:0:0:1, true",
    "127.0.0.1, ::ffff:127.0.0.1, true",
    "10.0.0.0/8, not an address, false",
    "10.0.0.0/8, '', false"
  })
  void containsWhatItsBitsSay(String block, String address, boolean inside) {
    assertThat(AddressBlocks.of(List.of(block)).contains(address)).isEqualTo(inside);
  }

  @Test
  void nullIsAnywhereAndNoneIsNowhere() {
    assertThat(AddressBlocks.of(null).contains("8.8.8.8")).isTrue();
    assertThat(AddressBlocks.of(List.of()).contains("8.8.8.8")).isFalse();
  }

  /** The JDK takes most of these for host names, and would ask the network. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "localhost", "de.ad.be.ef", "1.2.3.256", "1.2.3", "1.2.3.4.", "01.2.3.4", "1.2.3.4/33",
        "1.2.3.4/-1", "1.2.3.4/", "1.2.3.4/x", "::/129", ":::", "1:2", "fe80::1%eth0", "[::1]",
        "1234567890", "0x7f.0.0.1", "１.2.3.4"
      })
  void refusesWhatIsNoAddress(String text) {
    assertThatThrownBy(() -> AddressBlocks.of(List.of(text)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void neverAsksTheNetworkForAName() {
    long start = System.nanoTime();
    for (int i = 0; i < 1_000; i++) {
      AddressBlocks.isLoopback("fa.ce.b00c.ad" + Integer.toHexString(i));
    }
    assertThat(System.nanoTime() - start).isLessThan(2_000_000_000L);
  }

  @Test
  void knowsTheMachinesOwnAddresses() {
    assertThat(List.of("127.0.0.1", "127.9.9.9", "::1")).allMatch(AddressBlocks::isLoopback);
    assertThat(List.of("10.0.0.1", "localhost", "")).noneMatch(AddressBlocks::isLoopback);
  }
}
