package io.plinth.platform.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/** Addresses and CIDR blocks, IPv4 and IPv6. Names are never resolved. */
public final class AddressBlocks {
  /** Four numbers or something with colons: all else the JDK would look up as a name. */
  private static final Pattern LITERAL =
      Pattern.compile(
          "(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?!$)|$)){4}|[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*");

  private static final int LONGEST_LITERAL = 45;

  public static final AddressBlocks ANYWHERE = new AddressBlocks(null);
  private final List<Block> blocks;

  private record Block(byte[] address, int bits) {
    boolean contains(byte[] other) {
      if (other.length != address.length) {
        return false;
      }
      for (int i = 0; i < bits; i++) {
        int mask = 0x80 >> (i & 7);
        if ((address[i >> 3] & mask) != (other[i >> 3] & mask)) {
          return false;
        }
      }
      return true;
    }
  }

  private AddressBlocks(List<Block> blocks) {
    this.blocks = blocks;
  }

  /** Null: anywhere. An entry that is no address is an IllegalArgumentException that names it. */
  public static AddressBlocks of(List<String> texts) {
    if (texts == null) {
      return ANYWHERE;
    }
    List<Block> blocks = new ArrayList<>();
    for (String text : texts) {
      int slash = text.indexOf('/');
      byte[] address = bytes(slash < 0 ? text : text.substring(0, slash));
      int bits = slash < 0 ? address.length * 8 : Integer.parseInt(text.substring(slash + 1));
      if (bits < 0 || bits > address.length * 8) {
        throw new IllegalArgumentException(text + " is not a CIDR block");
      }
      blocks.add(new Block(address, bits));
    }
    return new AddressBlocks(blocks);
  }

  public boolean contains(String address) {
    if (blocks == null) {
      return true;
    }
    try {
      byte[] bytes = bytes(address);
      return blocks.stream().anyMatch(b -> b.contains(bytes));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Whether {@code address} is this machine's own. */
  public static boolean isLoopback(String address) {
    try {
      return InetAddress.getByAddress(bytes(address)).isLoopbackAddress();
    } catch (IllegalArgumentException | UnknownHostException e) {
      return false;
    }
  }

  /**
   * What counts as one place in limits: an IPv4 address, or the /64 of an IPv6 address, which one
   * subscriber has as a whole. A text that is no address stands for itself.
   */
  public static String place(String address) {
    try {
      byte[] bytes = bytes(address);
      int significant = bytes.length == 4 ? 4 : 8;
      return HexFormat.of().formatHex(bytes, 0, significant);
    } catch (IllegalArgumentException e) {
      return address.substring(0, Math.min(address.length(), LONGEST_LITERAL));
    }
  }

  private static byte[] bytes(String text) {
    String literal = text.strip();
    if (!LITERAL.matcher(literal).matches()) {
      throw new IllegalArgumentException(text + " is not an IP address");
    }
    try {
      return InetAddress.getByName(literal).getAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(text + " is not an IP address", e);
    }
  }
}
