package org.emodna.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.emodna.base.PathText;

/**
 * Arguments that are not text. Java hands them on with one sign for all bytes that it cannot
 * decode, so that names which differ look the same; Linux still has the bytes.
 */
final class RawArguments {
  private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

  private RawArguments() {}

  /** The arguments, with such bytes as {@link PathText} writes them. */
  static String[] restore(String[] args) {
    if (Arrays.stream(args).noneMatch(RawArguments::isLossy)) {
      return args;
    }
    List<byte[]> raw;
    try {
      raw = split(Files.readAllBytes(COMMAND_LINE));
    } catch (IOException e) {
      return args;
    }
    // Before them come Java and its options.
    int first = raw.size() - args.length;
    String[] restored = args.clone();
    for (int i = 0; i < args.length; i++) {
      byte[] bytes = first < 0 ? new byte[0] : raw.get(first + i);
      if (isAscii(bytes) && !args[i].equals(new String(bytes, StandardCharsets.US_ASCII))) {
        // Not the arguments of this process: another program calls this one.
        return args;
      }
      if (isLossy(args[i]) && !isAscii(bytes)) {
        restored[i] = PathText.decode(bytes);
      }
    }
    return restored;
  }

  /** Java's signs for what it cannot decode; the second is that of a locale without UTF-8. */
  private static boolean isLossy(String arg) {
    return arg.indexOf('\uFFFD') >= 0 || arg.indexOf('?') >= 0;
  }

  private static boolean isAscii(byte[] bytes) {
    for (byte one : bytes) {
      if (one < 0) {
        return false;
      }
    }
    return true;
  }

  private static List<byte[]> split(byte[] all) {
    List<byte[]> parts = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < all.length; i++) {
      if (all[i] == 0) {
        parts.add(Arrays.copyOfRange(all, from, i));
        from = i + 1;
      }
    }
    return parts;
  }
}
