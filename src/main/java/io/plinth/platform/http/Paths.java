package io.plinth.platform.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Whether a path, as it was sent, can be decoded and stays below the root. */
final class Paths {
  private static final int HEX = 16;

  private Paths() {}

  static boolean isSound(String path) {
    if (path.indexOf('%') < 0 && !path.contains("..") && path.indexOf('\\') < 0) {
      return path.startsWith("/") || path.equals("*");
    }
    String decoded = decoded(path);
    return decoded != null
        && decoded.startsWith("/")
        && decoded.indexOf('\\') < 0
        && decoded.indexOf(0) < 0
        && staysBelow(decoded);
  }

  /** Null where it is no text in UTF-8. */
  private static String decoded(String path) {
    ByteBuffer bytes = ByteBuffer.allocate(path.length());
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c == '%') {
        int high = i + 2 < path.length() ? Character.digit(path.charAt(i + 1), HEX) : -1;
        int low = i + 2 < path.length() ? Character.digit(path.charAt(i + 2), HEX) : -1;
        if (high < 0 || low < 0) {
          return null;
        }
        bytes.put((byte) (HEX * high + low));
        i += 2;
      } else {
        bytes.put((byte) c);
      }
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  private static boolean staysBelow(String path) {
    int depth = 0;
    for (String segment : path.substring(1).split("/", -1)) {
      depth += segment.equals("..") ? -1 : segment.isEmpty() || segment.equals(".") ? 0 : 1;
      if (depth < 0) {
        return false;
      }
    }
    return true;
  }
}
